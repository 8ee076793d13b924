package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.MockMvc;

/** S6: a page takes the same number of statements with few rows behind it as with many. */
@PageTest
@Import(StatementsIntegrationTests.Counting.class)
class StatementsIntegrationTests {

    private static final ThreadLocal<AtomicInteger> STATEMENTS = ThreadLocal.withInitial(AtomicInteger::new);
    private static final int MANY = 10_000;
    private static final int TOO_MANY = 20_001;
    private static final String DIGITS = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"
            + " UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8"
            + " UNION ALL SELECT 9)";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private JdbcTemplate jdbc;

    @ParameterizedTest
    @ValueSource(strings = {"/billing/overview", "/billing/resources", "/messages", "/messages/settings"})
    void takesTheSameNumberOfStatementsHoweverManyRows(String path) throws Exception {
        Tenant acme = fixture.tenant();
        copyRows(acme, 0, 10);
        statements(path, acme);
        int few = statements(path, acme);
        copyRows(acme, 10, MANY);
        assertThat(statements(path, acme)).isEqualTo(few);
    }

    @Test
    void showsTheStoredDeadlinesOfAnAccountTooLargeToRehearseWhileSomebodyWaits() throws Exception {
        Tenant acme = fixture.tenant();
        copyRows(acme, 0, TOO_MANY);
        String soon = "UPDATE resources SET expires_at = '2026-01-20 00:00:00', next_action_at = '2026-01-13 00:00:00'"
                + " WHERE id = ?";
        jdbc.update(soon, acme.resource());
        for (String path : List.of("/billing/timeline", "/billing/overview", "/billing/resources/" + acme.resource())) {
            assertThat(mvc.perform(get(path).with(as(acme.users().get(Role.OWNER))))
                            .andReturn()
                            .getResponse()
                            .getContentAsString())
                    .as(path)
                    .contains("20 Jan");
        }
        assertThat(mvc.perform(get("/billing/timeline").with(as(acme.users().get(Role.OWNER))))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .contains("more resources than can be rehearsed", "enters its grace period");
    }

    private int statements(String path, Tenant acme) throws Exception {
        STATEMENTS.get().set(0);
        assertThat(mvc.perform(get(path).with(as(acme.users().get(Role.OWNER))))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(200);
        return STATEMENTS.get().get();
    }

    /** Copies of the account's resource and notice. */
    private void copyRows(Tenant acme, int from, int to) {
        long base = acme.account() * 1_000_000_000L;
        List<String> columns = jdbc.queryForList(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                        + " AND table_name = 'resources' AND column_name NOT IN"
                        + " ('id', 'name', 'resource_name', 'live_name')",
                String.class);
        String rest = String.join(", ", columns);
        String numbers = " JOIN (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM " + DIGITS
                + " a, " + DIGITS + " b, " + DIGITS + " c, " + DIGITS + " e, " + DIGITS + " f) numbers ON n >= " + from
                + " AND n < " + to;
        String name = "CONCAT('r', " + base + " + n)";
        jdbc.update(
                "INSERT INTO resources (id, name, resource_name, live_name, " + rest + ") SELECT " + base + " + n, "
                        + name + ", " + name + ", " + name + ", " + rest + " FROM resources" + numbers
                        + " WHERE id = ?",
                acme.resource());
        jdbc.update(
                "INSERT INTO notices (id, account_id, stage, type, created_at, recorded_at, cause, spell, superseded,"
                        + " deadline, facts) SELECT " + base + " + n, account_id, stage, type, created_at,"
                        + " recorded_at, CONCAT('copy', n), spell, superseded, deadline, facts FROM notices" + numbers
                        + " WHERE account_id = ? AND stage = 'OVERDUE' AND id < " + base,
                acme.account());
    }

    /** Counts the statements that a thread prepares. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Counting {

        @Bean
        static BeanPostProcessor countingDataSource() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource source ? counting(DataSource.class, source) : bean;
                }
            };
        }

        private static <T> T counting(Class<T> type, T target) {
            return type.cast(Proxy.newProxyInstance(
                    Counting.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        if (method.getName().startsWith("prepare")
                                || method.getName().equals("createStatement")) {
                            STATEMENTS.get().incrementAndGet();
                        }
                        try {
                            Object result = method.invoke(target, arguments);
                            return result instanceof Connection connection && !(result instanceof PreparedStatement)
                                    ? counting(Connection.class, connection)
                                    : result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }
}
