package io.tideover.portal.security;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What operators did, and what the users of accounts did in their own: append-only. */
@Repository
public class AuditLog {

    /**
     * One deed.
     *
     * @param target what it was done to, by its name
     * @param origin the address it was done from, where that is known
     */
    public record Entry(
            long id,
            Instant at,
            String actor,
            String action,
            @Nullable Long accountId,
            String target,
            Detail detail,
            @Nullable String origin) {}

    /**
     * What there is to say of a deed besides. Its words are the reader's, so that only their key is kept.
     *
     * @param key of the words; null where there is a text alone
     * @param values what is filled into them, or the text
     */
    public record Detail(@Nullable String key, List<String> values) {

        public static final Detail NONE = text("");

        /** What somebody typed or is called, which is said in no other words. */
        public static Detail text(String text) {
            return new Detail(null, List.of(text));
        }

        public static Detail words(String key, String... values) {
            return new Detail(key, List.of(values));
        }

        public Object[] args() {
            return values.toArray();
        }

        private String stored() {
            return values.stream().map(value -> value.replace(SEPARATOR, " ")).collect(Collectors.joining(SEPARATOR));
        }

        private static Detail of(@Nullable String key, String stored) {
            return new Detail(key, List.of(stored.split(SEPARATOR, -1)));
        }
    }

    private static final String SEPARATOR = "\n";
    private static final int LONGEST_TARGET = 200;
    private static final int LONGEST_DETAIL = 1_000;

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final AccountClock clock;

    AuditLog(JdbcTemplate jdbc, Ids ids, AccountClock clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** Writes down what an operator did, by the wall clock's now. */
    public void record(PortalUser by, String action, @Nullable Long accountId, String target, Detail detail) {
        insert(clock.now(AccountClock.WALL), by, true, action, accountId, target, detail);
    }

    /**
     * Writes down what a user did in the account that is the user's own, by the account's now.
     *
     * @param own null for operators, who have none
     */
    public void record(PortalUser by, @Nullable AccountView own, String action, String target, Detail detail) {
        if (own == null) {
            insert(clock.now(AccountClock.WALL), by, true, action, null, target, detail);
        } else {
            insert(own.now(), by, false, action, own.id(), target, detail);
        }
    }

    private void insert(
            Instant at,
            PortalUser by,
            boolean byOperator,
            String action,
            @Nullable Long accountId,
            String target,
            Detail detail) {
        jdbc.update(
                "INSERT INTO portal_audit (id, at, actor, by_operator, action, account_id, target, detail_key, detail,"
                        + " origin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                Sql.row(
                        ids.next(),
                        Sql.utc(at),
                        by.email(),
                        byOperator,
                        action,
                        accountId,
                        cut(target, LONGEST_TARGET),
                        detail.key(),
                        cut(detail.stored(), LONGEST_DETAIL),
                        origin()));
    }

    /** What operators did, newest first. */
    public Page<Entry> ofOperators(int limit, @Nullable String cursor) {
        return page("by_operator = TRUE", limit, cursor);
    }

    /** What an account's own users did in it, newest first. */
    public Page<Entry> ofAccount(long accountId, int limit, @Nullable String cursor) {
        return page("account_id = ? AND by_operator = FALSE", limit, cursor, accountId);
    }

    private Page<Entry> page(String whose, int limit, @Nullable String cursor, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.add(Page.cursor(cursor, Long.MAX_VALUE));
        all.add(limit + 1);
        List<Entry> rows = jdbc.query(
                "SELECT * FROM portal_audit WHERE " + whose + " AND id < ? ORDER BY id DESC LIMIT ?",
                (row, i) -> new Entry(
                        row.getLong("id"),
                        Sql.instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        Sql.longOrNull(row, "account_id"),
                        row.getString("target"),
                        Detail.of(row.getString("detail_key"), row.getString("detail")),
                        row.getString("origin")),
                all.toArray());
        return Page.of(rows, limit, Entry::id);
    }

    private static String cut(String text, int most) {
        return text.substring(0, Math.min(text.length(), most));
    }

    private static @Nullable String origin() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : null;
    }
}
