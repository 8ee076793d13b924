package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.servlet.resource.ResourceUrlProvider;

/** S6: a page takes the same number of statements with few rows behind it as with many, and reads them in the order of an index. */
@PageTest
@Import(StatementsIntegrationTests.Counting.class)
class StatementsIntegrationTests {

    private static final List<String> PAGES = List.of(
            "/billing/overview",
            "/billing/bills",
            "/billing/bills?status=PAID",
            "/billing/bills?status=OVERDUE",
            "/billing/funds",
            "/billing/resources",
            "/billing/resources?phase=ACTIVE",
            "/billing/resources?phase=RELEASED",
            "/billing/resources?product=dws",
            "/billing/timeline",
            "/messages",
            "/messages?unread=true",
            "/messages/settings",
            "/messages/receivers",
            "/messages/receivers/history");

    /** They run the decision over the whole account ahead of time, so each of its resources is read, in an order the server chooses. */
    private static final Set<String> REHEARSED = Set.of("/billing/overview", "/billing/timeline");

    private static final ThreadLocal<Reads> READS = new ThreadLocal<>();
    private static final Pattern ROW =
            Pattern.compile("<th scope=\"row\"><a href=\"/billing/resources/[0-9]+\">([^<]+)<");
    private static final Pattern NEXT = Pattern.compile("href=\"(/billing/resources\\?[^\"]*cursor=[^\"]+)\"");
    private static final int MANY = 10_000;
    /** A page's rows and a little more. */
    private static final long MOST_SORTED = 500;

    /** Of which more than 20 000 are not released. */
    private static final int TOO_MANY = 23_000;

    private static final String DIGITS = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"
            + " UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8"
            + " UNION ALL SELECT 9)";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private ResourceUrlProvider files;

    @Test
    void takesTheSameNumberOfStatementsHoweverManyRowsAndSortsNoWholeAccount() throws Exception {
        Tenant acme = fixture.tenant();
        copyRows(acme, 0, 10);
        for (String path : PAGES) {
            read(path, acme);
        }
        Map<String, Integer> few = new LinkedHashMap<>();
        for (String path : PAGES) {
            few.put(path, read(path, acme).statements);
        }
        copyRows(acme, 10, MANY);
        jdbc.execute("ANALYZE TABLE resources, notices, bills, ledger_entries, contact_revisions, message_reads");
        Map<String, Integer> many = new LinkedHashMap<>();
        Map<String, Long> sorted = new LinkedHashMap<>();
        for (String path : PAGES) {
            Reads reads = read(path, acme);
            many.put(path, reads.statements);
            if (reads.sorted > MOST_SORTED && !REHEARSED.contains(path)) {
                sorted.put(path, reads.sorted);
            }
        }
        assertThat(many).isEqualTo(few);
        assertThat(sorted).as("rows sorted without an index").isEmpty();
    }

    @Test
    void countsEveryCouponThoughOnlyTheNewestAreListed() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "enough");
        long coupon = accounts.grantCoupon(acme.account(), Coupon.Kind.GENERAL, "1.00", null, null, null)
                .id();
        long base = acme.account() * 1_000_000_000L;
        jdbc.update(
                "INSERT INTO coupons (id, account_id, sequence, kind, amount, remaining, valid_from, ended) SELECT "
                        + base + " + n, account_id, " + base + " + n, kind, amount, remaining, valid_from, ended"
                        + " FROM coupons," + numbers(0, 600) + " AND id = ?",
                coupon);
        assertThat(accounts.standing(acme.account()).generalCashCoupons()).hasToString("CNY 601.00");
        assertThat(accounts.coupons(acme.account())).hasSize(500).noneMatch(each -> each.id() == coupon);
        assertThat(page("/billing/funds", acme)).contains("601.00");
    }

    /** The links of a page are not looked for among files, jar by jar: a page has a hundred of them. */
    @Test
    void looksForNoLinkAmongTheFiles() throws Exception {
        assertThat(files.getHandlerMap().keySet()).noneMatch(pattern -> pattern.matches("/\\*+"));
        assertThat(page("/messages/settings", fixture.tenant()))
                .containsPattern("/css/tideover-[0-9a-f]{32}\\.css")
                .containsPattern("/js/tideover-[0-9a-f]{32}\\.js")
                .containsPattern("/webjars/htmx.org/[0-9.]+/dist/htmx.min.js");
    }

    @Test
    void pagesThroughResourcesByTheirNextDeadline() throws Exception {
        Tenant acme = fixture.tenant();
        copyRows(acme, 0, 60);
        List<String> names = new ArrayList<>();
        String path = "/billing/resources";
        while (path != null) {
            String page = page(path, acme);
            Matcher row = ROW.matcher(page);
            while (row.find()) {
                names.add(row.group(1));
            }
            Matcher next = NEXT.matcher(page);
            path = next.find() ? next.group(1).replace("&amp;", "&") : null;
        }
        assertThat(names)
                .containsExactlyElementsOf(jdbc.queryForList(
                        "SELECT name FROM resources WHERE account_id = ? ORDER BY phase = 'RELEASED',"
                                + " CASE WHEN phase = 'RELEASED' THEN NULL ELSE expires_at END, id",
                        String.class,
                        acme.account()))
                .hasSize(61);
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

    private Reads read(String path, Tenant acme) throws Exception {
        Reads reads = new Reads();
        READS.set(reads);
        try {
            page(path, acme);
        } finally {
            READS.remove();
        }
        return reads;
    }

    private String page(String path, Tenant acme) throws Exception {
        MockHttpServletResponse response = mvc.perform(
                        get(URI.create(path)).with(as(acme.users().get(Role.OWNER))))
                .andReturn()
                .getResponse();
        assertThat(response.getStatus()).as(path).isEqualTo(200);
        return response.getContentAsString();
    }

    /** A table of numbers, and the beginning of a condition. */
    private static String numbers(int from, int to) {
        return " (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM " + DIGITS + " a, " + DIGITS
                + " b, " + DIGITS + " c, " + DIGITS + " e, " + DIGITS + " f) numbers WHERE n >= " + from + " AND n < "
                + to;
    }

    /** Copies of the account's resource, notice and bill, and as many ledger entries, revisions and messages read. */
    private void copyRows(Tenant acme, int from, int to) {
        long base = acme.account() * 1_000_000_000L;
        String rest = String.join(
                ", ",
                jdbc.queryForList(
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                                + " AND table_name = 'resources' AND column_name NOT IN"
                                + " ('id', 'name', 'resource_name', 'live_name', 'expires_at', 'phase', 'deadline')",
                        String.class));
        String numbers = numbers(from, to);
        String name = "CONCAT('r', " + base + " + n)";
        // one in ten is released, and deadlines do not follow the order in which resources were registered
        jdbc.update(
                "INSERT INTO resources (id, name, resource_name, live_name, expires_at, phase, " + rest + ") SELECT "
                        + base + " + n, " + name + ", " + name + ", " + name
                        + ", expires_at + INTERVAL (n * 7919) % 10000 MINUTE,"
                        + " CASE WHEN n % 10 = 9 THEN 'RELEASED' ELSE phase END, " + rest + " FROM resources,"
                        + numbers + " AND id = ?",
                acme.resource());
        jdbc.update(
                "INSERT INTO notices (id, account_id, stage, type, created_at, recorded_at, cause, spell, superseded,"
                        + " deadline, facts) SELECT " + base + " + n, account_id, stage, type, created_at,"
                        + " recorded_at, CONCAT('copy', n), spell, superseded, deadline, facts FROM notices," + numbers
                        + " AND account_id = ? AND stage = 'OVERDUE' AND id < " + base,
                acme.account());
        jdbc.update(
                "INSERT INTO message_reads (account_id, user_id, notice_id, read_at) SELECT account_id, ?, id,"
                        + " created_at FROM notices WHERE account_id = ? AND id >= " + (base + from)
                        + " AND id % 2 = 0",
                acme.users().get(Role.OWNER).id(),
                acme.account());
        jdbc.update(
                "INSERT INTO bills (id, account_id, sequence, product_code, amount, outstanding, due_at, status,"
                        + " recorded_at, card_tried_until) SELECT " + base + " + n, account_id, " + base
                        + " + n, product_code, amount, 0, due_at - INTERVAL n HOUR,"
                        + " CASE n % 3 WHEN 0 THEN 'VOID' ELSE 'PAID' END, recorded_at, card_tried_until FROM bills,"
                        + numbers + " AND id = ?",
                acme.bill());
        jdbc.update(
                "INSERT INTO ledger_entries (account_id, sequence, at, recorded_at, kind, fund, amount, reference)"
                        + " SELECT ?, " + base + " + n, NOW(6), NOW(6), 'TOP_UP', 'CASH', 0.01, 'copy' FROM" + numbers,
                acme.account());
        jdbc.update(
                "INSERT INTO contact_revisions (id, account_id, at, actor, action, target, detail) SELECT " + base
                        + " + n, ?, NOW(6), 'test', 'RECEIVER_ADDED', 'Robin', '' FROM" + numbers,
                acme.account());
    }

    /** What a page asked the database for. */
    private static final class Reads {

        private int statements;
        private long sorted;
    }

    /** Counts the statements that a thread prepares, and the rows that the server sorts for them. */
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
                        Reads reads = READS.get();
                        if (reads != null
                                && (method.getName().startsWith("prepare")
                                        || method.getName().equals("createStatement"))) {
                            reads.statements++;
                        }
                        if (reads != null && method.getName().equals("close") && target instanceof Connection used) {
                            reads.sorted += sorted(used);
                        }
                        try {
                            Object result = method.invoke(target, arguments);
                            if (!(result instanceof Connection connection)) {
                                return result;
                            }
                            if (reads != null) {
                                reads.sorted -= sorted(connection);
                            }
                            return counting(Connection.class, connection);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }

        private static long sorted(Connection connection) throws SQLException {
            try (Statement status = connection.createStatement();
                    ResultSet row = status.executeQuery("SHOW SESSION STATUS LIKE 'Sort_rows'")) {
                return row.next() ? row.getLong(2) : 0;
            }
        }
    }
}
