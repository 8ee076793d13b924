package io.tideover.portal.api;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Page;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Finds accounts by what the lifecycle knows of them and by what the message center knows. */
@Service
public class AccountSearch {

    private final Accounts accounts;
    private final JdbcTemplate jdbc;

    AccountSearch(Accounts accounts, JdbcTemplate jdbc) {
        this.accounts = accounts;
        this.jdbc = jdbc;
    }

    /**
     * Accounts whose name or owner's email contains a text, or whose id it is; all where it is blank. In the order of their ids.
     *
     * @param only the one account to be found or not; null: whichever
     */
    public Page<AccountView> search(String query, @Nullable Long only, int limit, @Nullable String cursor) {
        if (query.isBlank() && only == null) {
            return accounts.search("", limit, cursor);
        }
        String like = "%"
                + query.strip()
                        .toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_") + "%";
        List<Long> ids = jdbc.query(
                "SELECT a.id FROM accounts a WHERE a.id > ?" + (only == null ? "" : " AND a.id = " + only)
                        + " AND (LOWER(a.name) LIKE ? ESCAPE '!' OR a.id = ? OR EXISTS"
                        + " (SELECT 1 FROM receivers r WHERE r.account_id = a.id AND r.owner = TRUE"
                        + " AND LOWER(r.email) LIKE ? ESCAPE '!')) ORDER BY a.id LIMIT ?",
                (row, i) -> row.getLong("id"),
                Page.cursor(cursor, 0),
                like,
                id(query.strip()),
                like,
                limit + 1);
        Page<Long> page = Page.of(ids, limit, Long::longValue);
        return new Page<>(page.items().stream().map(accounts::get).toList(), page.nextCursor());
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
