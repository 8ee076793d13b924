package io.tideover.scheduler.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.bench.BenchmarkApplication;
import io.tideover.scheduler.sweep.Job;
import io.tideover.test.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class JobsIntegrationTests {

    private final TestDatabase database = TestDatabase.fresh();

    @TempDir
    private Path data;

    @Test
    void aPausedJobStaysPausedWhenANodeStarts() {
        try (ConfigurableApplicationContext node = start()) {
            node.getBean(Jobs.class).pause(Job.LIFECYCLE_SWEEP);
            assertThat(paused(node)).containsExactly(Job.LIFECYCLE_SWEEP);
        }
        try (ConfigurableApplicationContext node = start()) {
            assertThat(paused(node)).containsExactly(Job.LIFECYCLE_SWEEP);
            node.getBean(Jobs.class).resume(Job.LIFECYCLE_SWEEP);
            assertThat(paused(node)).isEmpty();
        }
    }

    private ConfigurableApplicationContext start() {
        return BenchmarkApplication.start(
                database.url(), database.username(), database.password(), Map.of("tideover.data-dir", data.toString()));
    }

    private static List<Job> paused(ConfigurableApplicationContext node) {
        return node.getBean(Jobs.class).all().stream()
                .filter(Jobs.Standing::paused)
                .map(Jobs.Standing::job)
                .toList();
    }
}
