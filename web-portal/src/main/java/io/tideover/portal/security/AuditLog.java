package io.tideover.portal.security;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Sql;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** What operators did: append-only. */
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
    private static final int LONGEST_DETAIL = 1_000;

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final AccountClock clock;

    AuditLog(JdbcTemplate jdbc, Ids ids, AccountClock clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** Writes down a deed by the wall clock's now. */
    public void record(PortalUser by, String action, @Nullable Long accountId, String target, Detail detail) {
        String stored = detail.stored();
        jdbc.update(
                "INSERT INTO portal_audit (id, at, actor, action, account_id, target, detail_key, detail, origin)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                ids.next(),
                Sql.utc(clock.now(AccountClock.WALL)),
                by.email(),
                action,
                accountId,
                target,
                detail.key(),
                stored.substring(0, Math.min(stored.length(), LONGEST_DETAIL)),
                origin());
    }

    /** Newest first. */
    public Page<Entry> page(int limit, @Nullable String cursor) {
        List<Entry> rows = jdbc.query(
                "SELECT * FROM portal_audit WHERE id < ? ORDER BY id DESC LIMIT ?",
                (row, i) -> new Entry(
                        row.getLong("id"),
                        Sql.instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        Sql.longOrNull(row, "account_id"),
                        row.getString("target"),
                        Detail.of(row.getString("detail_key"), row.getString("detail")),
                        row.getString("origin")),
                Page.cursor(cursor, Long.MAX_VALUE),
                limit + 1);
        return Page.of(rows, limit, Entry::id);
    }

    private static @Nullable String origin() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                ? request.getRequest().getRemoteAddr()
                : null;
    }
}
