package io.tideover.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.bench.BenchmarkApplication;
import io.tideover.bench.Fleet;
import io.tideover.lifecycle.engine.Policies;
import io.tideover.test.SmtpServer;
import io.tideover.test.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * X1: two workers are killed with {@code kill -9} at random moments of a sweep, again and again. The build does it with fewer accounts
 * and kills; {@code -Dtideover.chaos.accounts=20000 -Dtideover.chaos.kills=20} is the whole of it.
 */
class KilledWorkersIntegrationTests {

    private static final int ACCOUNTS = Integer.getInteger("tideover.chaos.accounts", 1_500);
    private static final int KILLS = Integer.getInteger("tideover.chaos.kills", 4);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final List<Process> workers = new ArrayList<>();

    @TempDir
    private Path data;

    @AfterEach
    void killWhatIsLeft() {
        workers.forEach(Process::destroyForcibly);
    }

    @Test
    void x1NothingIsLostOrDoubledWhereWorkersAreKilled() throws Exception {
        long seed = Long.getLong("tideover.chaos.seed", System.nanoTime());
        Random random = new Random(seed);
        TestDatabase database = TestDatabase.fresh();
        try (SmtpServer sink = new SmtpServer();
                ConfigurableApplicationContext context = BenchmarkApplication.start(
                        database.url(), database.username(), database.password(), Map.of())) {
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            new Fleet(jdbc, context.getBean(Policies.class)).add(ACCOUNTS, Fleet.FREEZE_AT);

            Process[] pair = {worker(database, sink), worker(database, sink)};
            for (int kill = 0; kill < KILLS; kill++) {
                Process victim = pair[kill % 2];
                awaitAtWork(victim);
                LockSupport.parkNanos(
                        Duration.ofMillis(50 + random.nextInt(1_500)).toNanos());
                victim.destroyForcibly().waitFor();
                pair[kill % 2] = worker(database, sink);
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!isDone(jdbc)) {
                assertThat(System.nanoTime())
                        .as("seed %d: not done in time", seed)
                        .isLessThan(deadline);
                assertThat(pair).as("seed %d: workers alive", seed).allMatch(Process::isAlive);
                LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            }
            for (Process worker : pair) {
                worker.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }

            assertThat(count(jdbc, "SELECT COUNT(*) FROM transitions WHERE to_phase = 'RETENTION'"))
                    .as("seed %d: transitions", seed)
                    .isEqualTo(ACCOUNTS);
            assertThat(count(jdbc, "SELECT COUNT(DISTINCT resource_id) FROM transitions WHERE to_phase = 'RETENTION'"))
                    .isEqualTo(ACCOUNTS);
            assertThat(count(jdbc, "SELECT COUNT(*) FROM notices WHERE stage = 'SUSPENDED'"))
                    .as("seed %d: notices", seed)
                    .isEqualTo(ACCOUNTS);
            // the sweep comes long after the freeze: of each account's notices only the newest is sent (T4)
            assertThat(count(jdbc, "SELECT COUNT(*) FROM deliveries WHERE status = 'ACCEPTED'"))
                    .as("seed %d: deliveries", seed)
                    .isEqualTo(ACCOUNTS);
            assertThat(count(jdbc, "SELECT COUNT(*) FROM deliveries WHERE lease_until IS NOT NULL"))
                    .as("seed %d: leases left behind", seed)
                    .isZero();
            // sent at least once; a second copy carries the same Message-ID
            assertThat(sink.taken()).as("seed %d: mails", seed).hasSize(ACCOUNTS);
            int copies =
                    sink.taken().values().stream().mapToInt(Integer::intValue).sum()
                            - sink.taken().size();
            System.out.printf(
                    "X1: %d accounts, %d kills, %d mails, %d of them twice%n",
                    ACCOUNTS, KILLS, sink.taken().size(), copies);
        }
    }

    private static boolean isDone(JdbcTemplate jdbc) {
        return count(jdbc, "SELECT COUNT(*) FROM transitions WHERE to_phase = 'RETENTION'") >= ACCOUNTS
                && count(jdbc, "SELECT COUNT(*) FROM deliveries WHERE status NOT IN ('ACCEPTED', 'SUPERSEDED')") == 0;
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }

    private Process worker(TestDatabase database, SmtpServer sink) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx400m",
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.timezone=UTC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerProcess.class.getName(),
                        database.url(),
                        database.username(),
                        Integer.toString(sink.port()),
                        data.toString(),
                        database.password())
                .redirectErrorStream(true)
                .start();
        workers.add(process);
        return process;
    }

    /** Waits until a worker says that it is at work, and goes on reading what it prints so that it never waits for us. */
    private static void awaitAtWork(Process worker) throws IOException {
        var out = new BufferedReader(new InputStreamReader(worker.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.append(line).append('\n');
            if (line.equals(WorkerProcess.AT_WORK)) {
                Thread.ofPlatform().daemon().start(() -> out.lines().forEach(ignored -> {}));
                return;
            }
        }
        throw new AssertionError("the worker ended before it was at work:\n" + said);
    }
}
