package io.tideover.message.delivery;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sql;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A table of what is to be sent, as the queue it is: what falls due when, on each clock (D11), and who has taken it (D2). */
public final class SendQueue {

    /** Something that was taken. */
    public record Taken(long id, long leaseId, int attempts) {}

    private static final int LONGEST_ERROR = 1_000;

    private final JdbcTemplate jdbc;
    private final AccountClock clock;
    private final String table;

    /** @param table its name; it has the columns of {@code deliveries} that are named here */
    public SendQueue(JdbcTemplate jdbc, AccountClock clock, String table) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.table = table;
    }

    /** The clocks to look at, by the now of each: the wall clock, and test clocks that stand still and have something due. */
    public Map<Long, Instant> clocks() {
        Map<Long, Instant> clocks = new LinkedHashMap<>();
        clocks.put(AccountClock.WALL, clock.now(AccountClock.WALL));
        jdbc.query(
                        "SELECT c.id FROM test_clocks c WHERE c.status = 'READY' AND EXISTS (SELECT 1 FROM " + table
                                + " d WHERE d.clock_id = c.id AND d.attempt_at <= c.now_at) ORDER BY c.id",
                        (row, i) -> row.getLong("id"))
                .forEach(id -> clocks.put(id, clock.now(id)));
        return clocks;
    }

    /** When anything of a clock is tried next, in flight or not. */
    public Optional<Instant> nextAttemptAt(long clockId) {
        return jdbc
                .query(
                        "SELECT attempt_at FROM " + table + " WHERE clock_id = ? AND attempt_at IS NOT NULL"
                                + " ORDER BY attempt_at LIMIT 1",
                        (row, i) -> Sql.instant(row, "attempt_at"),
                        clockId)
                .stream()
                .findFirst();
    }

    /** Why something failed, as far as its row has room for it. */
    public static @Nullable String shortened(@Nullable String error) {
        return error == null || error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
    }

    /** Takes what its caller has locked, for as long as a lease lasts. */
    public void take(List<Long> ids, long leaseId, Instant until) {
        List<Object> lease = new ArrayList<>(List.of(leaseId, Sql.utc(until)));
        lease.addAll(Sql.padded(ids));
        jdbc.update(
                "UPDATE " + table + " SET status = 'SENDING', lease_id = ?, lease_until = ? WHERE id IN " + Sql.in(ids),
                lease.toArray());
    }

    /** Gives back what was taken and not tried. */
    public void giveBack(List<Taken> taken) {
        jdbc.batchUpdate(
                "UPDATE " + table
                        + " SET status = ?, lease_id = NULL, lease_until = NULL WHERE id = ? AND lease_id = ?",
                taken.stream()
                        .map(one -> Sql.row(
                                (one.attempts() == 0 ? DeliveryStatus.PENDING : DeliveryStatus.RETRY).name(),
                                one.id(),
                                one.leaseId()))
                        .toList());
    }
}
