package io.tideover.scheduler.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.bench.BenchmarkApplication;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.message.receiver.Verifications;
import io.tideover.test.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class HousekeepingIntegrationTests {

    private static final String ADDRESS = "somebody@example.com";

    @TempDir
    private Path data;

    @Test
    @DisplayName(
            "M3, D11: links that nobody used in 24 hours are forgotten, by the wall clock and of accounts that live by it")
    void forgetsLinksThatNobodyUsed() {
        TestDatabase database = TestDatabase.fresh();
        try (ConfigurableApplicationContext context = BenchmarkApplication.start(
                database.url(),
                database.username(),
                database.password(),
                Map.of("tideover.data-dir", data.toString()))) {
            Instant now = context.getBean(AccountClock.class).now(AccountClock.WALL);
            Instant longAgo = now.minus(Duration.ofHours(25));
            long onTheWall = open(context, AccountClock.WALL);
            long onATestClock = open(
                    context, context.getBean(TestClocks.class).create(longAgo).id());
            Verifications verifications = context.getBean(Verifications.class);
            verifications.newLink(onTheWall, 1, ADDRESS, longAgo);
            verifications.newLink(onTheWall, 2, ADDRESS, now);
            verifications.newLink(onATestClock, 3, ADDRESS, longAgo);

            context.getBean(Work.class).run(Job.HOUSEKEEPING);

            assertThat(context.getBean(JdbcTemplate.class)
                            .queryForList("SELECT receiver_id FROM verifications ORDER BY receiver_id", Long.class))
                    .containsExactly(2L, 3L);
        }
    }

    private static long open(ConfigurableApplicationContext context, long clock) {
        Long account = new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
                .execute(status -> context.getBean(Accounts.class)
                        .open("Orchid Foods", "CNY", "UTC", "en", null, null, clock, null));
        assertThat(account).isNotNull();
        return account;
    }
}
