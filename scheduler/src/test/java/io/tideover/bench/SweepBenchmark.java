package io.tideover.bench;

import io.tideover.lifecycle.engine.Policies;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.test.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** S1, S2 and S3: what a sweep costs, beside a bare program that makes the same row writes. {@code script/bench sweep} runs it. */
final class SweepBenchmark {

    private static final int DUE = Integer.getInteger("bench.due", 20_000);
    private static final int BATCH = Integer.getInteger("bench.batch", 500);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int MOST = Integer.getInteger("bench.most", 1_000_000);

    private final JdbcTemplate jdbc;
    private final DataSource dataSource;
    private final Sweep sweep;
    private final Fleet fleet;
    private long bareIds = 1_000_000_000_000L;
    private Instant freezeAt = Fleet.FREEZE_AT;

    private SweepBenchmark(ConfigurableApplicationContext context) {
        this.jdbc = context.getBean(JdbcTemplate.class);
        this.dataSource = context.getBean(DataSource.class);
        this.sweep = context.getBean(Sweep.class);
        this.fleet = new Fleet(jdbc, context.getBean(Policies.class));
    }

    public static void main(String[] args) throws Exception {
        List<String> what = args.length == 0 ? List.of("s1", "s2", "s3") : Arrays.asList(args);
        TestDatabase database = TestDatabase.fresh();
        try (ConfigurableApplicationContext context =
                BenchmarkApplication.start(database.url(), database.username(), database.password(), Map.of())) {
            SweepBenchmark benchmark = new SweepBenchmark(context);
            System.out.println("database: " + benchmark.jdbc.queryForObject("SELECT VERSION()", String.class));
            benchmark.warmUp();
            if (what.contains("s1")) {
                benchmark.s1();
            }
            if (what.contains("s2") || what.contains("s3")) {
                benchmark.s2AndS3();
            }
        }
        System.exit(0);
    }

    private void warmUp() throws Exception {
        for (int round = 0; round < 3; round++) {
            engine(5_000, 1);
        }
    }

    /** Accounts with due transitions a second, against the bare program, alternating in one run. */
    private void s1() throws Exception {
        for (int threads : new int[] {1, 2}) {
            List<Double> ratios = new ArrayList<>();
            List<Double> together = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double bare = bare(DUE, threads, false);
                double bareTogether = bare(DUE, threads, true);
                double engine = engine(DUE, threads);
                ratios.add(engine / bare);
                together.add(engine / bareTogether);
                System.out.printf(
                        "S1 threads %d: bare %.0f accounts/s, updating together %.0f, sweep %.0f: %.2f and %.2f of it%n",
                        threads, bare, bareTogether, engine, ratios.getLast(), together.getLast());
            }
            System.out.printf(
                    "S1 threads %d: median %.2f, of the one that updates together %.2f%n",
                    threads, median(ratios), median(together));
        }
    }

    /** Nothing due, and a fixed number due, while the total grows. */
    private void s2AndS3() throws Exception {
        long base = 0;
        double idleAtFirst = 0;
        double workAtFirst = 0;
        for (int total : new int[] {10_000, 100_000, MOST}) {
            fleet.add((int) (total - base), Instant.parse("2027-01-01T00:00:00Z"));
            base = total;
            jdbc.execute("ANALYZE TABLE accounts, resources, bills, transitions");
            double idle = idle();
            System.out.printf("S2 total %d: nothing due %.3f ms a sweep%n", total, idle);
            List<Double> seconds = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                seconds.add(10_000 / engine(10_000, 1));
            }
            double work = median(seconds);
            System.out.printf("S3 total %d: 10 000 due in %.2f s%n", total, work);
            if (idleAtFirst == 0) {
                idleAtFirst = idle;
                workAtFirst = work;
            } else {
                System.out.printf(
                        "S2 total %d: %.2f x of the first; S3: %.2f x of the first%n",
                        total, idle / idleAtFirst, work / workAtFirst);
            }
        }
    }

    private double idle() {
        int times = 300;
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            sweep.carryOutDue(0, Instant.parse("2026-01-01T00:00:00Z"), BATCH);
            all.add((System.nanoTime() - start) / 1e6);
        }
        return median(all);
    }

    private double engine(int accounts, int threads) throws Exception {
        prepare(accounts);
        Instant until = freezeAt;
        long start = System.nanoTime();
        long done = inParallel(threads, () -> {
            long mine = 0;
            int idle = 0;
            while (idle < 2) {
                Sweep.Batch batch = sweep.carryOutDue(0, until, BATCH);
                mine += batch.accounts();
                idle = batch.isEmpty() ? idle + 1 : 0;
            }
            return mine;
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        if (done != accounts) {
            throw new IllegalStateException(done + " accounts carried out, not " + accounts);
        }
        Integer frozen = jdbc.queryForObject(
                "SELECT COUNT(*) FROM transitions WHERE to_phase = 'RETENTION' AND effective_at = ?",
                Integer.class,
                Sql.utc(until));
        if (frozen == null || frozen != accounts) {
            throw new IllegalStateException(frozen + " frozen, not " + accounts);
        }
        return accounts / seconds;
    }

    private double bare(int accounts, int threads, boolean together) throws Exception {
        prepare(accounts);
        if (threads == 1) {
            BareWrites writes = new BareWrites(dataSource, nextBareId(), together);
            int done = writes.freeze(freezeAt, BATCH);
            return done / writes.seconds();
        }
        // with two threads the bare program's rows are halved by time: two instants, one each
        Instant first = freezeAt;
        prepare(accounts);
        Instant second = freezeAt;
        BareWrites one = new BareWrites(dataSource, nextBareId(), together);
        BareWrites two = new BareWrites(dataSource, nextBareId(), together);
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> done =
                    executor.invokeAll(List.of(() -> one.freeze(first, BATCH), () -> two.freeze(second, BATCH)));
            int total = 0;
            for (Future<Integer> each : done) {
                total += each.get();
            }
            return total / Math.max(one.seconds(), two.seconds());
        }
    }

    private long nextBareId() {
        bareIds += 1_000_000_000L;
        return bareIds;
    }

    /** Fresh due accounts at an instant of their own; what former rounds left is out of the way. */
    private void prepare(int accounts) {
        freezeAt = freezeAt.plus(Duration.ofHours(1));
        fleet.add(accounts, freezeAt);
        jdbc.update(
                "UPDATE accounts SET next_action_at = ? WHERE next_action_at < ?",
                Sql.utc(Instant.parse("2027-06-01T00:00:00Z")),
                Sql.utc(freezeAt));
    }

    private static long inParallel(int threads, Callable<Long> work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<Long>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(work);
            }
            long total = 0;
            for (Future<Long> each : executor.invokeAll(all)) {
                total += each.get();
            }
            return total;
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
