package io.tideover.scheduler.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.bench.BenchmarkApplication;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Resources.TransitionView;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.engine.TestClocks.Status;
import io.tideover.lifecycle.engine.TestClocks.TestClock;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.test.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ClockAdvanceIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final Instant DUE = START.plus(Duration.ofDays(1));
    private static final Instant TO = START.plus(Duration.ofDays(3));

    @TempDir
    private Path data;

    @Test
    void movesNoTimePastAnAccountThatSomebodyElseIsAt() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        try (ConfigurableApplicationContext context = BenchmarkApplication.start(
                        database.url(),
                        database.username(),
                        database.password(),
                        Map.of("tideover.data-dir", data.toString()));
                ExecutorService threads = Executors.newSingleThreadExecutor()) {
            TestClocks clocks = context.getBean(TestClocks.class);
            long clock = clocks.create(START).id();
            long account =
                    context.getBean(Accounts.class).open("Orchid Foods", "CNY", "UTC", "en", null, null, clock, null);
            long cluster = context.getBean(Resources.class)
                    .register(account, "warehouse", "dws", "cn-1", BillingMode.PAY_AS_YOU_GO, null)
                    .resource()
                    .id();
            context.getBean(Bills.class).record(account, "dws", "10.00", DUE, "one", List.of());

            Future<TestClock> advance = new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                    .execute(status -> {
                        context.getBean(JdbcTemplate.class)
                                .query("SELECT id FROM accounts WHERE id = ? FOR UPDATE", row -> {}, account);
                        Future<TestClock> begun = threads.submit(
                                () -> context.getBean(ClockAdvance.class).advance(clock, TO));
                        while (clocks.now(clock).isBefore(DUE)) {
                            Thread.onSpinWait();
                        }
                        // it has come there, and looks at the account again and again
                        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
                        assertThat(clocks.now(clock)).isEqualTo(DUE);
                        return begun;
                    });

            assertThat(advance.get())
                    .extracting(TestClock::now, TestClock::status)
                    .containsExactly(TO, Status.READY);
            assertThat(context.getBean(Resources.class).transitions(cluster))
                    .last()
                    .extracting(TransitionView::to, TransitionView::effectiveAt, TransitionView::recordedAt)
                    .containsExactly(Phase.GRACE, DUE, DUE);
        }
    }
}
