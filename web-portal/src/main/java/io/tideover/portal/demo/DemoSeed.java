package io.tideover.portal.demo;

import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.notice.Inbox;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSettings;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import io.tideover.scheduler.clock.ClockAdvance;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Fills an empty database with two accounts, by living through half a year of theirs on a test clock: every phase one sees was reached
 * by the engine, and every message was sent by it. Runs before the web server takes requests.
 */
@Component
@Profile("demo")
class DemoSeed implements SmartLifecycle {

    static final String PASSWORD = "tideover-demo";

    private static final Logger LOG = LoggerFactory.getLogger(DemoSeed.class);
    private static final String OWNER = "owner@acme.example";
    /** Made last: where it is, the filling came to its end. */
    private static final String OPERATOR = "operator@tideover.example";

    private static final String BEIJING = "cn-beijing";

    private final JdbcTemplate jdbc;
    private final TestClocks clocks;
    private final ClockAdvance advance;
    private final Accounts accounts;
    private final Bills bills;
    private final Resources resources;
    private final Receivers receivers;
    private final MessageSettings settings;
    private final Users users;
    private final Inbox inbox;
    private volatile boolean running;

    DemoSeed(
            JdbcTemplate jdbc,
            TestClocks clocks,
            ClockAdvance advance,
            Accounts accounts,
            Bills bills,
            Resources resources,
            Receivers receivers,
            MessageSettings settings,
            Users users,
            Inbox inbox) {
        this.jdbc = jdbc;
        this.clocks = clocks;
        this.advance = advance;
        this.accounts = accounts;
        this.bills = bills;
        this.resources = resources;
        this.receivers = receivers;
        this.settings = settings;
        this.users = users;
        this.inbox = inbox;
    }

    @Override
    public void start() {
        Integer known =
                jdbc.queryForObject("SELECT COUNT(*) FROM portal_users WHERE email_key = ?", Integer.class, OPERATOR);
        if (known == null || known == 0) {
            requireEmpty();
            LOG.info("Filling the demonstration's accounts");
            seed();
        }
        running = true;
    }

    /** A second filling beside one that was stopped in the middle would leave two of everything. */
    private void requireEmpty() {
        Integer accounts = jdbc.queryForObject("SELECT COUNT(*) FROM accounts", Integer.class);
        if (accounts != null && accounts > 0) {
            throw new IllegalStateException("The demonstration was stopped while its accounts were being filled, or the"
                    + " database is not its own. Start it on an empty one: remove the data directory, or set"
                    + " tideover.data-dir to another.");
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    private void seed() {
        long clock = clocks.create(at(2025, 8, 1, 9)).id();
        long globex = globex(clock);
        long acme = acme(clock);
        liveThroughAutumn(clock, acme, globex);
        PortalUser owner = users.add(acme, OWNER, "Mei Zhang", Role.OWNER, Locale.ENGLISH, PASSWORD);
        comesIn(acme, "finance@acme.example", "Jun Li", Role.FINANCE);
        comesIn(acme, "viewer@acme.example", "Ana Costa", Role.VIEWER);
        fallBehind(clock, acme, owner);

        users.add(globex, "owner@globex.example", "Sam Rivera", Role.OWNER, Locale.ENGLISH, PASSWORD);
        users.add(null, OPERATOR, "Operator", Role.OPERATOR, Locale.ENGLISH, PASSWORD);
    }

    private long acme(long clock) {
        long id = accounts.open("Acme Ltd", "CNY", "Asia/Shanghai", "en", null, null, clock, "tok_ok");
        receivers.openOwner(id, Receivers.OWNER, OWNER, "+8613800138000", null, at(2025, 8, 1, 9));
        Receiver finance = receivers.add(
                id, new NewReceiver("Finance team", "finance@acme.example", null, null, true), "Mei Zhang");
        settings.put(
                id,
                MessageType.ACCOUNT_BALANCE_ALERT,
                Set.of(ChannelKind.EMAIL),
                List.of(owner(id), finance.id()),
                "Mei Zhang");
        accounts.topUp(id, "1000.00", "bank-2025-08");
        accounts.setAlert(id, true, List.of("200.00", "50.00"), 3);

        subscription(id, "orders-warehouse", "dws", at(2026, 9, 1, 0));
        long dashboards = subscription(id, "bi-dashboards", "dws", at(2026, 2, 3, 0));
        resources.autoRenew(dashboards, "P1M", "180.00");
        subscription(id, "etl_nightly", "maxcompute", at(2026, 1, 2, 0));
        subscription(id, "reports-archive", "dws", at(2025, 12, 14, 0));
        subscription(id, "sandbox-2025", "dws", at(2025, 11, 20, 0));
        resources.register(id, "analytics-pack", "dws", BEIJING, BillingMode.PACKAGE, at(2026, 1, 16, 0));
        payAsYouGo(id, "clickstream", "dws");
        payAsYouGo(id, "risk-scoring", "dws");
        payAsYouGo(id, "ml_features", "maxcompute");
        payAsYouGo(id, "media-assets", "obs");
        return id;
    }

    private long globex(long clock) {
        long id = accounts.open("Globex Corporation", "USD", "America/New_York", "en", null, "500.00", clock, "tok_ok");
        receivers.openOwner(id, Receivers.OWNER, "owner@globex.example", "+12125550142", null, at(2025, 8, 1, 9));
        accounts.topUp(id, "5000.00", "bank-2025-08");
        accounts.setAlert(id, true, List.of("250.00"), 3);
        resources.register(id, "warehouse-east", "dws", "us-east-1", BillingMode.SUBSCRIPTION, at(2026, 8, 1, 13));
        resources.register(id, "events", "maxcompute", "us-east-1", BillingMode.PAY_AS_YOU_GO, null);
        resources.register(id, "ad-hoc", "dws", "us-east-1", BillingMode.PAY_AS_YOU_GO, null);
        return id;
    }

    /** Half a year in which bills are paid as they fall due. */
    private void liveThroughAutumn(long clock, long acme, long globex) {
        String[] dws = {"610.00", "655.50", "590.20", "702.80", "688.00"};
        String[] topUps = {"", "900.00", "900.00", "950.00", "871.75"};
        String[] maxcompute = {"210.00", "249.00", "305.75", "280.40", "330.10"};
        for (int i = 0; i < dws.length; i++) {
            LocalDate month = LocalDate.of(2025, 8, 1).plusMonths(i);
            Instant due = month.withDayOfMonth(6).atStartOfDay(DemoClock.ZONE).toInstant();
            String name = month.getYear() + "-" + month.getMonthValue();
            if (i > 0) {
                advance(clock, month.withDayOfMonth(2).atTime(9, 0));
                accounts.topUp(acme, topUps[i], "bank-" + name);
            }
            bill(acme, "dws", dws[i], due, "ACME-" + name + "-D");
            bill(acme, "maxcompute", maxcompute[i], due, "ACME-" + name + "-M");
            bill(globex, "dws", "410.00", due, "GLOBEX-" + name);
        }
        advance(clock, LocalDateTime.of(2025, 12, 20, 9, 0));
    }

    /** The card on file stops working, money is short on 6 January, and nobody pays. */
    private void fallBehind(long clock, long acme, PortalUser owner) {
        accounts.putCard(acme, "tok_declined");
        accounts.grantCoupon(acme, Coupon.Kind.PRODUCT, "60.00", "obs", null, at(2026, 3, 31, 0));
        accounts.grantCoupon(acme, Coupon.Kind.GENERAL, "50.00", null, at(2026, 2, 1, 0), at(2026, 6, 30, 0));
        advance(clock, LocalDateTime.of(2025, 12, 28, 10, 0));
        bill(acme, "dws", "734.50", at(2026, 1, 6, 0), "ACME-2026-1-D");
        bill(acme, "maxcompute", "500.00", at(2026, 1, 6, 0), "ACME-2026-1-M");
        Receiver lin =
                receivers.add(acme, new NewReceiver("Lin Wei", "lin.wei@acme.example", null, null, false), "Mei Zhang");
        settings.put(
                acme,
                MessageType.PRODUCT_OVERDUE_SUSPENSION_RELEASE,
                Set.of(ChannelKind.EMAIL, ChannelKind.SMS),
                List.of(owner(acme), lin.id()),
                "Mei Zhang");
        advance(clock, LocalDateTime.of(2026, 1, 5, 9, 0));
        inbox.markAllRead(acme, owner.id());
        advance(clock, LocalDateTime.of(2026, 1, 8, 9, 0));
        bill(acme, "dws", "268.00", at(2026, 1, 12, 0), "ACME-2026-1-D2");
        advance(clock, LocalDateTime.of(2026, 1, 9, 9, 0));
    }

    private void bill(long account, String product, String amount, Instant due, String reference) {
        bills.record(
                account,
                product,
                amount,
                due,
                reference,
                List.of(new Bills.NewLine(null, "Usage of the month before", amount)));
    }

    private long subscription(long account, String name, String product, Instant expiresAt) {
        return register(account, name, product, BillingMode.SUBSCRIPTION, expiresAt);
    }

    private void payAsYouGo(long account, String name, String product) {
        register(account, name, product, BillingMode.PAY_AS_YOU_GO, null);
    }

    private long register(long account, String name, String product, BillingMode mode, @Nullable Instant expiresAt) {
        return resources
                .register(account, name, product, BEIJING, mode, expiresAt)
                .resource()
                .id();
    }

    /** A user who has accepted an invitation, and can be chosen as a receiver by that (M2). */
    private void comesIn(long account, String email, String name, Role role) {
        PortalUser user = users.add(account, email, name, role, Locale.ENGLISH, PASSWORD);
        receivers.addUser(account, user.id(), user.name(), user.email(), user.locale(), "Mei Zhang");
    }

    private long owner(long account) {
        return receivers.owner(account).id();
    }

    private void advance(long clock, LocalDateTime to) {
        advance.advance(clock, to.atZone(DemoClock.ZONE).toInstant());
    }

    private static Instant at(int year, int month, int day, int hour) {
        return LocalDateTime.of(year, month, day, hour, 0)
                .atZone(DemoClock.ZONE)
                .toInstant();
    }
}
