package io.tideover.scheduler.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Ids;
import io.tideover.portal.PageTest;
import io.tideover.scheduler.sweep.JobRuns.JobRun;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a run shows of itself while it goes on, and once its node has died. */
@PageTest
class JobRunsIntegrationTests {

    private static final Instant STARTED = Instant.parse("2044-05-01T00:00:00Z");

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Ids ids;

    private final AtomicReference<Instant> now = new AtomicReference<>(STARTED);

    @Test
    void goesOnAsLongAsItSaysHowFarItIsAndIsBrokenOffWhenItNoLongerDoes() {
        JobRuns runs = new JobRuns(jdbc, which -> now.get(), ids);
        JobRuns.Running run = runs.begin(Job.LIFECYCLE_SWEEP, STARTED);
        after(Duration.ofSeconds(2));
        run.at(500, "500 transitions");
        assertThat(shown(runs).running()).isTrue();
        after(Duration.ofMinutes(15));
        run.at(9_000, "9 000 transitions");
        assertThat(shown(runs).running()).isTrue();

        // its node dies
        after(Duration.ofMinutes(18));
        JobRun broken = shown(runs);
        assertThat(broken.running()).isFalse();
        assertThat(broken.endedAt()).isNull();
        assertThat(broken.done()).isEqualTo(9_000);
    }

    private void after(Duration time) {
        now.set(STARTED.plus(time));
    }

    private static JobRun shown(JobRuns runs) {
        return runs.latest(Job.LIFECYCLE_SWEEP, 100).stream()
                .filter(run -> run.startedAt().equals(STARTED))
                .findFirst()
                .orElseThrow();
    }
}
