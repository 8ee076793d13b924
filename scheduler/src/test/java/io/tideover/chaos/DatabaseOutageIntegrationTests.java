package io.tideover.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.bench.BenchmarkApplication;
import io.tideover.bench.Fleet;
import io.tideover.lifecycle.engine.Policies;
import io.tideover.test.SmtpServer;
import io.tideover.test.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** X2: the database goes away in the middle of a sweep. {@code -Dtideover.chaos.outage=30} is as long as the rule has it. */
class DatabaseOutageIntegrationTests {

    private static final int ACCOUNTS = 2_000;
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("tideover.chaos.outage", 3));
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path data;

    @Test
    @DisplayName("X2: a sweep goes on by itself once the database is back, and nothing is lost or done twice")
    void goesOnByItselfOnceTheDatabaseIsBack() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        Matcher port = PORT.matcher(database.url());
        assertThat(port.find()).isTrue();
        try (Relay relay = new Relay(Integer.parseInt(port.group(1)));
                SmtpServer sink = new SmtpServer();
                ConfigurableApplicationContext context = BenchmarkApplication.start(
                        port.replaceFirst("127.0.0.1:" + relay.port()),
                        database.username(),
                        database.password(),
                        Map.of(
                                "tideover.roles", "worker",
                                "spring.mail.host", "127.0.0.1",
                                "spring.mail.port", Integer.toString(sink.port()),
                                "tideover.data-dir", data.toString(),
                                "tideover.sweep.batch", "100",
                                "tideover.delivery.lease", "10s",
                                "tideover.delivery.mails-per-second", "10000"))) {
            var dataSource = new DriverManagerDataSource(database.url(), database.username(), database.password());
            JdbcTemplate direct = new JdbcTemplate(dataSource);
            var fleet = new Fleet(direct, context.getBean(Policies.class));
            // at once: the sweep is at work already
            transaction(dataSource).executeWithoutResult(status -> {
                // half of it is there once the database is away: so much is left, however fast the machine is
                fleet.add(ACCOUNTS / 2, Fleet.FREEZE_AT);
                transaction(dataSource).executeWithoutResult(now -> fleet.add(ACCOUNTS / 2, Fleet.FREEZE_AT));
                await(() -> frozen(direct) > ACCOUNTS / 20);
                relay.cut();
            });
            LockSupport.parkNanos(OUTAGE.toNanos());
            long before = frozen(direct);
            relay.mend();

            assertThat(before).as("it was cut in the middle").isBetween(1L, ACCOUNTS / 2L);
            await(() -> frozen(direct) >= ACCOUNTS
                    && count(direct, "SELECT COUNT(*) FROM deliveries WHERE status NOT IN ('ACCEPTED', 'SUPERSEDED')")
                            == 0);
            assertThat(count(
                            direct, "SELECT COUNT(DISTINCT resource_id) FROM transitions WHERE to_phase = 'RETENTION'"))
                    .isEqualTo(frozen(direct))
                    .isEqualTo(ACCOUNTS);
            assertThat(count(direct, "SELECT COUNT(*) FROM notices WHERE stage = 'SUSPENDED'"))
                    .isEqualTo(ACCOUNTS);
            assertThat(count(direct, "SELECT COUNT(*) FROM accounts WHERE sweep_failures > 0"))
                    .isZero();
            assertThat(sink.taken()).hasSize(ACCOUNTS);
        }
    }

    private static TransactionTemplate transaction(DataSource dataSource) {
        var template = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        // reads what the sweep commits meanwhile
        template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
        return template;
    }

    private static long frozen(JdbcTemplate jdbc) {
        return count(jdbc, "SELECT COUNT(*) FROM transitions WHERE to_phase = 'RETENTION'");
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("not done in time").isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static long count(JdbcTemplate jdbc, String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }
}
