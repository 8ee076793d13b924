package io.tideover.portal.operations;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.PortalUser;
import io.tideover.scheduler.sweep.Work;
import jakarta.annotation.PreDestroy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Work of operators that takes longer than a request: it is begun, can be left, and can be come back to on any node. A node does two
 * pieces at a time; what a node that died or was stopped had begun is shown as given up, and is begun anew by whoever wants it.
 */
@Service
class LongWork implements Work.Housekeeping {

    enum Kind {
        POLICY_PREVIEW,
        RESEND
    }

    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        /** Its node was stopped, or gave no sign of life any more. */
        GIVEN_UP
    }

    /** What is done; it says how far it has come, and answers with what came of it. */
    @FunctionalInterface
    interface Piece {
        String carryOut(Steps steps);
    }

    /** Hears how far a piece of work has come. */
    @FunctionalInterface
    interface Steps {
        void at(long done, long total);
    }

    /**
     * How a piece of work stands.
     *
     * @param request what was asked, as JSON
     * @param result what came of it, as JSON, once it is done
     * @param silent whether it goes on, but has given no sign of life for a while: its node may have died
     */
    record Standing(
            long id,
            State state,
            String startedBy,
            Instant startedAt,
            @Nullable Instant endedAt,
            long done,
            long total,
            String request,
            @Nullable String result,
            @Nullable String error,
            boolean silent) {

        public boolean isGoingOn() {
            return state == State.WAITING || state == State.RUNNING;
        }

        /** Whether it ended without having done all it was asked to. */
        public boolean isBrokenOff() {
            return state == State.FAILED || state == State.GIVEN_UP;
        }

        /** How far, in per cent; as long as it is going on never the whole. */
        public int percent() {
            return total <= 0 ? 0 : Math.clamp(done * 100 / total, 0, isGoingOn() ? 99 : 100);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(LongWork.class);
    private static final int AT_A_TIME = 2;
    private static final int MOST_WAITING = 20;
    private static final int LONGEST_ERROR = 1_000;
    /** So long a request waits for what is short. */
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration WAITING_BEAT = Duration.ofSeconds(20);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(30);
    private static final Duration DEAD_AFTER = Duration.ofMinutes(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration KEPT = Duration.ofDays(30);

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final AccountClock clock;
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);
    private final ExecutorService threads = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("long-work-", 1).factory());

    LongWork(JdbcTemplate jdbc, Ids ids, AccountClock clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /** Has the work that runs here given up, and waits a little until that is written down. */
    @PreDestroy
    void stop() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Begins a piece of work, and waits a moment in case it is short.
     *
     * @return its id
     * @throws Refusal where too much is waiting already (409 {@code BUSY})
     */
    long begin(Kind kind, PortalUser by, String request, Piece piece) {
        Instant now = clock.now(AccountClock.WALL);
        Integer waiting = jdbc.queryForObject(
                "SELECT COUNT(*) FROM long_work WHERE ended_at IS NULL AND beat_at > ?",
                Integer.class,
                Sql.utc(now.minus(DEAD_AFTER)));
        if (waiting != null && waiting >= MOST_WAITING) {
            throw Refusal.conflict("BUSY", "Too much is being worked on; try again when some of it is done.");
        }
        long id = ids.next();
        jdbc.update(
                "INSERT INTO long_work (id, kind, state, started_by, started_at, beat_at, done, total, request)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)",
                id,
                kind.name(),
                State.WAITING.name(),
                by.email(),
                Sql.utc(now),
                Sql.utc(now),
                request);
        await(threads.submit(() -> work(id, piece)));
        return id;
    }

    Standing get(Kind kind, long id) {
        return jdbc
                .query("SELECT * FROM long_work WHERE id = ? AND kind = ?", (row, i) -> standing(row), id, kind.name())
                .stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("work"));
    }

    /** The latest of a kind, newest first. */
    List<Standing> latest(Kind kind, int most) {
        return jdbc.query(
                "SELECT * FROM long_work WHERE kind = ? ORDER BY id DESC LIMIT ?",
                (row, i) -> standing(row),
                kind.name(),
                most);
    }

    @Override
    public void clearUp(Instant now) {
        jdbc.update("DELETE FROM long_work WHERE started_at < ?", Sql.utc(now.minus(KEPT)));
    }

    private void work(long id, Piece piece) {
        try {
            while (!turns.tryAcquire(WAITING_BEAT.toSeconds(), TimeUnit.SECONDS)) {
                beat(id);
            }
        } catch (InterruptedException e) {
            end(id, State.GIVEN_UP, null, null);
            return;
        }
        try {
            beat(id);
            jdbc.update("UPDATE long_work SET state = ? WHERE id = ?", State.RUNNING.name(), id);
            end(id, State.DONE, piece.carryOut(new Beats(id)), null);
        } catch (Stopped stopped) {
            end(id, State.GIVEN_UP, null, null);
        } catch (Refusal refusal) {
            // what has a code of its own is said in the reader's language
            boolean coded = !Refusal.INVALID_VALUE.equals(refusal.code());
            end(id, State.FAILED, null, coded ? refusal.code() : String.valueOf(refusal.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("Work {} failed", id, e);
            end(id, State.FAILED, null, e.getClass().getSimpleName());
        } finally {
            turns.release();
        }
    }

    private void end(long id, State state, @Nullable String result, @Nullable String error) {
        jdbc.update(
                "UPDATE long_work SET state = ?, result = ?, error = ?, ended_at = ? WHERE id = ?",
                Sql.row(
                        state.name(),
                        result,
                        error == null ? null : error.substring(0, Math.min(error.length(), LONGEST_ERROR)),
                        Sql.utc(clock.now(AccountClock.WALL)),
                        id));
    }

    private void beat(long id) {
        jdbc.update("UPDATE long_work SET beat_at = ? WHERE id = ?", Sql.utc(clock.now(AccountClock.WALL)), id);
    }

    private static void await(Future<?> work) {
        try {
            work.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the page shows how far it is
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.error("What came of the work could not be written down", e);
        }
    }

    private Standing standing(ResultSet row) throws SQLException {
        State state = State.valueOf(row.getString("state"));
        boolean goingOn = state == State.WAITING || state == State.RUNNING;
        Duration silence = Duration.between(Sql.instant(row, "beat_at"), clock.now(AccountClock.WALL));
        boolean dead = silence.compareTo(DEAD_AFTER) > 0;
        return new Standing(
                row.getLong("id"),
                goingOn && dead ? State.GIVEN_UP : state,
                row.getString("started_by"),
                Sql.instant(row, "started_at"),
                Sql.instantOrNull(row, "ended_at"),
                row.getLong("done"),
                row.getLong("total"),
                row.getString("request"),
                row.getString("result"),
                row.getString("error"),
                goingOn && !dead && silence.compareTo(SILENT_AFTER) > 0);
    }

    /** The node is being stopped. */
    private static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** Writes down how far a piece has come, but not more often than anybody looks. */
    private final class Beats implements Steps {

        private final long id;
        private long lastNanos = System.nanoTime() - BEAT.toNanos();

        private Beats(long id) {
            this.id = id;
        }

        @Override
        public void at(long done, long total) {
            if (Thread.interrupted()) {
                throw new Stopped();
            }
            if (System.nanoTime() - lastNanos < BEAT.toNanos() && done < total) {
                return;
            }
            lastNanos = System.nanoTime();
            jdbc.update(
                    "UPDATE long_work SET done = ?, total = ?, beat_at = ? WHERE id = ?",
                    done,
                    total,
                    Sql.utc(clock.now(AccountClock.WALL)),
                    id);
        }
    }
}
