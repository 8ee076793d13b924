package io.tideover.message.receiver;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.refusal.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reads the accounts that messages are about, and locks them as everything that changes something of an account does. */
@Repository
public class AccountCards {

    private static final String COLUMNS =
            "SELECT id, name, currency, time_zone, locale, clock_id, processed_at FROM accounts WHERE id ";

    private final JdbcTemplate jdbc;
    private final AccountClock clock;

    AccountCards(JdbcTemplate jdbc, AccountClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * The account, its row locked until the transaction ends.
     *
     * @throws Refusal where there is no such account
     */
    public AccountCard lock(long accountId) {
        return jdbc.query(COLUMNS + "= ? FOR UPDATE", (row, i) -> card(row), accountId).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("account"));
    }

    /**
     * The account, not locked.
     *
     * @throws Refusal where there is no such account
     */
    public AccountCard get(long accountId) {
        return jdbc.query(COLUMNS + "= ?", (row, i) -> card(row), accountId).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("account"));
    }

    /** The accounts that exist, by id, not locked. */
    public Map<Long, AccountCard> all(Collection<Long> accountIds) {
        return accountIds.isEmpty() ? Map.of() : read(List.copyOf(new TreeSet<>(accountIds)), "");
    }

    /** The accounts that exist, locked in the order of their ids, so that no two of those who lock several wait for each other. */
    public Map<Long, AccountCard> lockAll(Collection<Long> accountIds) {
        Map<Long, AccountCard> locked = new HashMap<>();
        for (long accountId : new TreeSet<>(accountIds)) {
            locked.putAll(read(List.of(accountId), " FOR UPDATE"));
        }
        return locked;
    }

    private Map<Long, AccountCard> read(List<Long> accountIds, String lock) {
        Map<Long, AccountCard> cards = new HashMap<>();
        jdbc.query(
                COLUMNS + "IN " + Sql.in(accountIds) + lock,
                row -> {
                    AccountCard card = card(row);
                    cards.put(card.id(), card);
                },
                Sql.padded(accountIds).toArray());
        return cards;
    }

    private AccountCard card(ResultSet row) throws SQLException {
        long clockId = row.getLong("clock_id");
        Instant processed = Sql.instant(row, "processed_at");
        Instant now = clock.now(clockId);
        return new AccountCard(
                row.getLong("id"),
                row.getString("name"),
                ZoneId.of(row.getString("time_zone")),
                Locale.forLanguageTag(row.getString("locale")),
                row.getString("currency"),
                clockId,
                now.isBefore(processed) ? processed : now);
    }
}
