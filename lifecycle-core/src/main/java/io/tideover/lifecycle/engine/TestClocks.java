package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What time it is: the wall clock, or a test clock's stored now, which only its advance moves. */
@Repository
public class TestClocks implements AccountClock {

    /** Whether a test clock stands or is being advanced. */
    public enum Status {
        READY,
        ADVANCING
    }

    /** A test clock. */
    public record TestClock(
            long id, Instant now, Status status, @Nullable Instant target) {}

    private final JdbcTemplate jdbc;
    private final Clock wallClock;
    private final Ids ids;

    TestClocks(JdbcTemplate jdbc, Clock wallClock, Ids ids) {
        this.jdbc = jdbc;
        this.wallClock = wallClock;
        this.ids = ids;
    }

    @Override
    public Instant now(long clockId) {
        if (clockId == WALL) {
            return wallClock.instant().truncatedTo(ChronoUnit.MICROS);
        }
        return find(clockId).orElseThrow(() -> Refusal.notFound("test clock")).now();
    }

    public Optional<TestClock> find(long clockId) {
        return jdbc
                .query(
                        "SELECT * FROM test_clocks WHERE id = ?",
                        (row, i) -> new TestClock(
                                row.getLong("id"),
                                Sql.instant(row, "now_at"),
                                Status.valueOf(row.getString("status")),
                                Sql.instantOrNull(row, "target_at")),
                        clockId)
                .stream()
                .findFirst();
    }

    public TestClock create(Instant now) {
        long id = ids.next();
        jdbc.update("INSERT INTO test_clocks (id, now_at, status) VALUES (?, ?, 'READY')", id, Sql.utc(now));
        return new TestClock(id, now.truncatedTo(ChronoUnit.MICROS), Status.READY, null);
    }

    /**
     * Begins an advance; only one at a time.
     *
     * @throws Refusal where the clock is unknown, being advanced, or past that instant
     */
    public void beginAdvance(long clockId, Instant to, Instant leaseUntil) {
        TestClock clock = find(clockId).orElseThrow(() -> Refusal.notFound("test clock"));
        if (to.isBefore(clock.now())) {
            throw Refusal.invalid("to", "must not be before the clock's now, {}", clock.now());
        }
        int begun = jdbc.update(
                "UPDATE test_clocks SET status = 'ADVANCING', target_at = ?, lease_until = ?, last_error = NULL"
                        + " WHERE id = ? AND status = 'READY'",
                Sql.utc(to),
                Sql.utc(leaseUntil),
                clockId);
        if (begun == 0) {
            throw Refusal.conflict("CLOCK_ADVANCING", "The test clock is being advanced.");
        }
    }

    /** Moves a clock that is being advanced, and extends its worker's lease. */
    public void move(long clockId, Instant to, Instant leaseUntil) {
        jdbc.update(
                "UPDATE test_clocks SET now_at = ?, lease_until = ? WHERE id = ? AND now_at <= ?",
                Sql.utc(to),
                Sql.utc(leaseUntil),
                clockId,
                Sql.utc(to));
    }

    public void endAdvance(long clockId) {
        jdbc.update(
                "UPDATE test_clocks SET status = 'READY', target_at = NULL, lease_until = NULL WHERE id = ?", clockId);
    }

    /** Takes over an advance whose worker died, where its lease has run out by the wall clock. */
    public boolean takeOver(long clockId, Instant leaseUntil) {
        return jdbc.update(
                        "UPDATE test_clocks SET lease_until = ? WHERE id = ? AND status = 'ADVANCING' AND lease_until < ?",
                        Sql.utc(leaseUntil),
                        clockId,
                        Sql.utc(now(WALL)))
                > 0;
    }

    /** Clocks being advanced whose worker's lease has run out. */
    public List<Long> abandoned() {
        return jdbc.query(
                "SELECT id FROM test_clocks WHERE status = 'ADVANCING' AND lease_until < ?",
                (row, i) -> row.getLong("id"),
                Sql.utc(now(WALL)));
    }
}
