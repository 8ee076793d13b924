package io.tideover.scheduler.sweep;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The history of job runs that did something or failed; idle looks leave none. */
@Repository
public class JobRuns {

    /**
     * A run. {@code done} counts what it worked off: accounts, deliveries, findings.
     *
     * @param endedAt null while it goes on, or where its node died in it
     * @param running whether it goes on: its node has given a sign of life lately
     */
    public record JobRun(
            String job,
            String node,
            Instant startedAt,
            @Nullable Instant endedAt,
            long done,
            @Nullable String detail,
            @Nullable String error,
            boolean running) {

        /** How long it took; zero where that is not known. */
        public Duration took() {
            return endedAt == null ? Duration.ZERO : Duration.between(startedAt, endedAt);
        }
    }

    /** A run that goes on: it shows how far it is, once a second, from its second second on. */
    final class Running {

        private final Job job;
        private final Instant startedAt;
        private @Nullable Long id;
        private Instant shownAt;

        private Running(Job job, Instant startedAt) {
            this.job = job;
            this.startedAt = startedAt;
            this.shownAt = startedAt;
        }

        void at(long done, @Nullable String detail) {
            Instant now = now();
            if (Duration.between(shownAt, now).compareTo(SHOWN_EVERY) < 0) {
                return;
            }
            shownAt = now;
            store(done, detail, null);
        }

        void end(long done, @Nullable String detail) {
            store(done, detail, now());
        }

        /** Takes back that it is shown as going on: it failed, and that is written down apart. */
        void withdraw() {
            if (id != null) {
                jdbc.update("DELETE FROM job_runs WHERE id = ?", id);
            }
        }

        private void store(long done, @Nullable String detail, @Nullable Instant endedAt) {
            if (id == null) {
                id = insert(job, startedAt, endedAt, done, detail, null);
            } else {
                jdbc.update(
                        "UPDATE job_runs SET beat_at = ?, ended_at = ?, done = ?, detail = ? WHERE id = ?",
                        Sql.row(Sql.utc(shownAt), Sql.utcOrNull(endedAt), done, shortened(detail), id));
            }
        }
    }

    private static final int MOST = 1000;
    private static final Duration SHOWN_EVERY = Duration.ofSeconds(1);
    /** A run that has not said how far it is for so long died with its node. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(2);

    private final JdbcTemplate jdbc;
    private final AccountClock clock;
    private final Ids ids;
    private final String node = ManagementFactory.getRuntimeMXBean().getName();

    JobRuns(JdbcTemplate jdbc, AccountClock clock, Ids ids) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.ids = ids;
    }

    Instant now() {
        return clock.now(AccountClock.WALL);
    }

    Running begin(Job job, Instant startedAt) {
        return new Running(job, startedAt);
    }

    void add(Job job, Instant startedAt, long done, @Nullable String detail, @Nullable Throwable error) {
        insert(job, startedAt, now(), done, detail, error);
    }

    private long insert(
            Job job,
            Instant startedAt,
            @Nullable Instant endedAt,
            long done,
            @Nullable String detail,
            @Nullable Throwable error) {
        long id = ids.next();
        jdbc.update(
                "INSERT INTO job_runs (id, job, node, started_at, beat_at, ended_at, done, detail, error)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                Sql.row(
                        id,
                        job.name(),
                        node,
                        Sql.utc(startedAt),
                        Sql.utc(now()),
                        Sql.utcOrNull(endedAt),
                        done,
                        shortened(detail),
                        error == null ? null : shortened(error.toString())));
        return id;
    }

    /** The latest runs of a job, newest first. */
    public List<JobRun> latest(Job job, int most) {
        Instant alive = now().minus(DEAD_AFTER);
        return jdbc.query(
                "SELECT * FROM job_runs WHERE job = ? ORDER BY id DESC LIMIT ?",
                (row, i) -> {
                    Instant startedAt = Sql.instant(row, "started_at");
                    Instant endedAt = Sql.instantOrNull(row, "ended_at");
                    return new JobRun(
                            row.getString("job"),
                            row.getString("node"),
                            startedAt,
                            endedAt,
                            row.getLong("done"),
                            row.getString("detail"),
                            row.getString("error"),
                            endedAt == null && Sql.instant(row, "beat_at").isAfter(alive));
                },
                job.name(),
                most);
    }

    /** Forgets runs that began before an instant, a bounded number at a time. */
    int forgetBefore(Instant before) {
        return jdbc.update("DELETE FROM job_runs WHERE started_at < ? LIMIT 5000", Sql.utc(before));
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= MOST ? text : text.substring(0, MOST);
    }
}
