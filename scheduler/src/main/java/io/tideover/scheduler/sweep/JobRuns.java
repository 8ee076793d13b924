package io.tideover.scheduler.sweep;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The history of job runs that did something or failed; idle looks leave none. */
@Repository
public class JobRuns {

    /** A run. {@code done} counts what it worked off: accounts, deliveries, findings. */
    public record JobRun(
            String job,
            String node,
            Instant startedAt,
            @Nullable Instant endedAt,
            long done,
            @Nullable String detail,
            @Nullable String error) {}

    private static final int MOST = 1000;

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

    void add(Job job, Instant startedAt, long done, @Nullable String detail, @Nullable Throwable error) {
        jdbc.update(
                "INSERT INTO job_runs (id, job, node, started_at, ended_at, done, detail, error)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ids.next(),
                job.name(),
                node,
                Sql.utc(startedAt),
                Sql.utc(now()),
                done,
                shortened(detail),
                error == null ? null : shortened(error.toString()));
    }

    /** The latest runs of a job, newest first. */
    public List<JobRun> latest(Job job, int most) {
        return jdbc.query(
                "SELECT * FROM job_runs WHERE job = ? ORDER BY id DESC LIMIT ?",
                (row, i) -> new JobRun(
                        row.getString("job"),
                        row.getString("node"),
                        Sql.instant(row, "started_at"),
                        Sql.instantOrNull(row, "ended_at"),
                        row.getLong("done"),
                        row.getString("detail"),
                        row.getString("error")),
                job.name(),
                most);
    }

    /** Forgets runs that ended before an instant, a bounded number at a time. */
    int forgetBefore(Instant before) {
        return jdbc.update("DELETE FROM job_runs WHERE ended_at < ? LIMIT 5000", Sql.utc(before));
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= MOST ? text : text.substring(0, MOST);
    }
}
