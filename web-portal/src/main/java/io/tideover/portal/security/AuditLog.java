package io.tideover.portal.security;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Sql;
import java.time.Instant;
import java.util.List;
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
     * @param origin the address it was done from, where that is known
     */
    public record Entry(
            long id,
            Instant at,
            String actor,
            String action,
            @Nullable Long accountId,
            String target,
            String detail,
            @Nullable String origin) {}

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
    public void record(PortalUser by, String action, @Nullable Long accountId, String target, String detail) {
        jdbc.update(
                "INSERT INTO portal_audit (id, at, actor, action, account_id, target, detail, origin)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ids.next(),
                Sql.utc(clock.now(AccountClock.WALL)),
                by.email(),
                action,
                accountId,
                target,
                detail.substring(0, Math.min(detail.length(), LONGEST_DETAIL)),
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
                        row.getString("detail"),
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
