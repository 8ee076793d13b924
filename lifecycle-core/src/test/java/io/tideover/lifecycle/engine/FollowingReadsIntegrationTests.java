package io.tideover.lifecycle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.access.AccessDecisions;
import io.tideover.lifecycle.access.AccessDecisions.Question;
import io.tideover.lifecycle.access.AccessDecisions.Subject;
import io.tideover.lifecycle.engine.LifecycleFixture.SettableClock;
import io.tideover.lifecycle.engine.Resources.Filter;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/**
 * A4, F2, S8: reads of an account beside payments and the portions in which its resources follow: none fails, none is from before a
 * payment, and none mixes two instants.
 */
@SpringBootTest(
        classes = LifecycleFixture.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "tideover.lifecycle.portion=2")
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class FollowingReadsIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final int ROUNDS = 20;
    private static final int RESOURCES = 7;
    private static final int READERS = 3;
    private static final int PAYMENTS = 200;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private AccessDecisions access;

    @Autowired
    private Sweep sweep;

    @Autowired
    private Customers customers;

    @Autowired
    private SettableClock clock;

    private long account;
    private final AtomicBoolean over = new AtomicBoolean();
    /** Even while nothing is owed, for sure; odd otherwise. */
    private final AtomicInteger turn = new AtomicInteger();

    @Test
    void a4ReadsBesideThePortionsAreOfOneInstant() throws Exception {
        clock.set(START);
        account = customers.open();
        List<Long> ids = customers.clusters(account, RESOURCES);
        List<Callable<Integer>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            int first = i;
            readers.add(() -> read(ids, first));
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(READERS)) {
            List<Future<Integer>> reading =
                    readers.stream().map(executor::submit).toList();
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    turn.incrementAndGet();
                    bills.record(account, "dws", "10.00", START, "bill-" + round, List.of());
                    follow();
                    accounts.topUp(account, "10.00", "top-up-" + round);
                    turn.incrementAndGet();
                    follow();
                }
            } finally {
                over.set(true);
            }
            for (Future<Integer> each : reading) {
                assertThat(each.get()).isPositive();
            }
        }
    }

    @Test
    void f2StandingIsOfOneInstant() throws Exception {
        clock.set(START);
        long payer = customers.open();
        accounts.topUp(payer, "5.00", "at first");
        try (ExecutorService executor = Executors.newFixedThreadPool(READERS)) {
            List<Future<Set<String>>> reading = IntStream.range(0, READERS)
                    .mapToObj(i -> executor.submit(() -> quotas(payer)))
                    .toList();
            try {
                for (int round = 0; round < PAYMENTS; round++) {
                    bills.record(payer, "dws", "15.00", START, "bill-" + round, List.of());
                    accounts.topUp(payer, "15.00", "top-up-" + round);
                }
            } finally {
                over.set(true);
            }
            for (Future<Set<String>> each : reading) {
                assertThat(each.get()).isSubsetOf("5.00", "-10.00");
            }
        }
    }

    private Set<String> quotas(long payer) {
        Set<String> read = new HashSet<>();
        while (!over.get()) {
            read.add(accounts.standing(payer).availableQuota().getAmount().toPlainString());
        }
        return read;
    }

    private int read(List<Long> ids, int first) {
        int reads = 0;
        while (!over.get()) {
            long id = ids.get((first + reads) % ids.size());
            int before = turn.get();
            List<Phase> phases = new ArrayList<>();
            phases.add(resources.get(id).resource().phase());
            resources
                    .list(account, new Filter(Phase.GRACE, null, null), RESOURCES, null)
                    .items()
                    .forEach(view -> phases.add(view.resource().phase()));
            phases.add(access.decide(new Question(new Subject.ById(id), Operation.UPGRADE))
                    .orElseThrow()
                    .phase());
            if (before % 2 == 0 && turn.get() == before) {
                assertThat(phases).as("read after the payment").containsOnly(Phase.ACTIVE);
            }
            reads++;
        }
        return reads;
    }

    private void follow() {
        while (accounts.get(account).following()) {
            sweep.carryOutDue(10);
        }
    }
}
