package io.tideover.bench;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.PolicyVersions;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.test.Drafts;
import io.tideover.test.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * S8: one account with very many resources goes overdue, is frozen, is restored by one payment, while other accounts pay. Prints the
 * rows of the largest transaction and the longest wait of anyone else. {@code script/bench giant} runs it.
 */
final class GiantBenchmark {

    private static final int RESOURCES = Integer.getInteger("bench.resources", 100_000);
    private static final int BATCH = 1_000;
    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");

    private final CountedRows rows;
    private final JdbcTemplate jdbc;
    private final Accounts accounts;
    private final Bills bills;
    private final Resources resources;
    private final Sweep sweep;
    private final TestClocks clocks;
    private final FinalNotices finalNotices;
    private final PolicyVersions versions;
    private final Timelines timelines;
    private final AtomicLong longestWait = new AtomicLong();
    private final AtomicLong payments = new AtomicLong();

    private GiantBenchmark(ConfigurableApplicationContext context, CountedRows rows) {
        this.rows = rows;
        this.jdbc = context.getBean(JdbcTemplate.class);
        this.accounts = context.getBean(Accounts.class);
        this.bills = context.getBean(Bills.class);
        this.resources = context.getBean(Resources.class);
        this.sweep = context.getBean(Sweep.class);
        this.clocks = context.getBean(TestClocks.class);
        this.finalNotices = context.getBean(FinalNotices.class);
        this.versions = context.getBean(PolicyVersions.class);
        this.timelines = context.getBean(Timelines.class);
    }

    public static void main(String[] args) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        CountedRows rows = new CountedRows();
        try (ConfigurableApplicationContext context =
                BenchmarkApplication.start(database.url(), database.username(), database.password(), Map.of(), rows)) {
            new GiantBenchmark(context, rows).run();
        }
        System.exit(0);
    }

    private void run() throws InterruptedException {
        System.out.println(
                "database: " + jdbc.queryForObject("SELECT VERSION()", String.class) + ", " + RESOURCES + " resources");
        long clock = clocks.create(START).id();
        long giant = open(clock);
        fill(giant);
        long other = open(0);
        rows.takeLargest();
        AtomicBoolean over = new AtomicBoolean();
        Thread payer = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                waitFor(() -> accounts.topUp(other, "1.00", "other-" + payments.incrementAndGet()));
            }
        });

        // due at once: the command itself makes the arrears, which is the fact that all resources follow
        long start = System.nanoTime();
        bills.record(giant, "dws", "100.00", START, "giant", List.of());
        report("the bill that makes it overdue", start);
        carryOut(clock, START, "overdue: all in grace");
        start = System.nanoTime();
        int items = timelines
                .timeline(giant, START.plus(Duration.ofDays(90)))
                .items()
                .size();
        report("its timeline, " + items + " items", start);
        for (int day : new int[] {8, 15}) {
            Instant at = START.plus(Duration.ofDays(day));
            clocks.move(clock, at, at);
            carryOut(clock, at, "day " + day + (day == 15 ? ": all frozen" : ": reminded"));
        }
        Instant due = START.plus(Duration.ofDays(30));
        clocks.move(clock, due, due);
        carryOut(clock, due, "day 30: all withheld");
        start = System.nanoTime();
        finalNotices.accepted(giant, lastReminder(giant), due);
        report("its final notice is accepted", start);
        carryOut(clock, due, "accepted: all wait for its lead");
        start = System.nanoTime();
        accounts.topUp(giant, "100.00", "settled");
        report("the payment that restores it", start);
        start = System.nanoTime();
        Phase last = resources.get(lastOf(giant)).resource().phase();
        report("reading its last resource, " + last + " already", start);
        carryOut(clock, due, "restored: all active");
        resources.register(giant, "vault", "vault", "cn-1", BillingMode.SUBSCRIPTION, due.plus(Duration.ofDays(90)));
        carryOut(clock, due, "a subscription beside them");
        rows.takeLargest();
        start = System.nanoTime();
        versions.add(Drafts.remindedOf("vault", "P20D"), "bench");
        report("a policy's new version", start);
        carryOut(clock, due, "its version: all looked at again");

        over.set(true);
        payer.join();
        System.out.printf(
                "other payments meanwhile: %d, the longest %.0f ms%n", payments.get(), longestWait.get() / 1e6);
        System.out.println("phases: " + resources.countByPhase(giant));
        System.out.println("notices: "
                + jdbc.queryForList(
                        "SELECT n.stage, COUNT(DISTINCT n.id) AS notices, COUNT(*) AS line_count FROM notices n"
                                + " JOIN notice_resources l ON l.notice_id = n.id WHERE n.account_id = ? GROUP BY n.stage",
                        giant));
        System.out.println("transitions: "
                + jdbc.queryForList(
                        "SELECT to_phase, COUNT(*) AS rows_of, COUNT(DISTINCT resource_id) AS resources"
                                + " FROM transitions WHERE account_id = ? GROUP BY to_phase",
                        giant));
    }

    private void carryOut(long clock, Instant at, String what) {
        long start = System.nanoTime();
        long longest = 0;
        while (true) {
            long batch = System.nanoTime();
            if (sweep.carryOutDue(clock, at, BATCH).isEmpty()) {
                break;
            }
            longest = Math.max(longest, System.nanoTime() - batch);
        }
        System.out.printf(
                "%-45s %6.1f s, largest transaction %d rows, longest %.0f ms%n",
                what, (System.nanoTime() - start) / 1e9, rows.takeLargest(), longest / 1e6);
    }

    private void report(String what, long start) {
        System.out.printf(
                "%-45s %6.0f ms, largest transaction %d rows%n",
                what, (System.nanoTime() - start) / 1e6, rows.takeLargest());
    }

    private void waitFor(Runnable payment) {
        long start = System.nanoTime();
        payment.run();
        longestWait.accumulateAndGet(System.nanoTime() - start, Math::max);
    }

    private long open(long clock) {
        return accounts.open("Orchid Foods", "CNY", "UTC", "en", null, null, clock, null);
    }

    private long lastReminder(long account) {
        Long id = jdbc.queryForObject(
                "SELECT MAX(notice_id) FROM final_notices WHERE account_id = ?", Long.class, account);
        return id == null ? 0 : id;
    }

    private long lastOf(long account) {
        Long id = jdbc.queryForObject("SELECT MAX(id) FROM resources WHERE account_id = ?", Long.class, account);
        return id == null ? 0 : id;
    }

    private void fill(long account) {
        long id = 5_000_000_000L;
        Object start = Sql.utc(START);
        Object before = Sql.utc(START.minusNanos(1_000));
        List<Object[]> some = new ArrayList<>();
        List<Object[]> moves = new ArrayList<>();
        for (int i = 1; i <= RESOURCES; i++) {
            String name = "dws:cn-1:" + account + ":cluster/cluster-" + i;
            some.add(Sql.row(id + i, account, "cluster-" + i, name, name, start, start, start, before, start));
            moves.add(Sql.row(account, (long) i, id + i, start, start));
            if (some.size() == 5_000 || i == RESOURCES) {
                jdbc.batchUpdate(
                        "INSERT INTO resources (id, account_id, product_code, region, name, resource_name, live_name,"
                                + " registered_at, billing_mode, payg_since, phase, phase_since, episode_number,"
                                + " extension_days, reminded_until, guard_from)"
                                + " VALUES (?, ?, 'dws', 'cn-1', ?, ?, ?, ?, 'PAY_AS_YOU_GO', ?, 'ACTIVE', ?, 0, 0, ?, ?)",
                        some);
                jdbc.batchUpdate(
                        "INSERT INTO transitions (account_id, sequence, resource_id, episode, to_phase, effective_at,"
                                + " recorded_at, reason) VALUES (?, ?, ?, 0, 'ACTIVE', ?, ?, 'REGISTERED')",
                        moves);
                some.clear();
                moves.clear();
            }
        }
        jdbc.update("UPDATE accounts SET resource_count = ?, sequence = ? WHERE id = ?", RESOURCES, RESOURCES, account);
    }
}
