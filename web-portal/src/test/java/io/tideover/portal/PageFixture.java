package io.tideover.portal;

import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.authentication;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.channel.Outbox;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.webhook.Webhooks;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Accounts with a user of every role, a resource, bills, receivers and messages. */
@TestComponent
class PageFixture {

    static final String PASSWORD = "correct horse battery";
    static final Instant START = Instant.parse("2026-01-06T01:00:00Z");

    /** An account and what is in it. */
    record Tenant(long account, Map<Role, PortalUser> users, long resource, long bill, long receiver, long webhook) {}

    private static final Pattern LINK = Pattern.compile("/(?:invitations|passwords)/[A-Za-z0-9_-]+");
    private static final AtomicInteger SERIAL = new AtomicInteger();

    static {
        // work on other threads takes its time on a busy machine
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    private final Accounts accounts;
    private final Bills bills;
    private final Resources resources;
    private final Receivers receivers;
    private final TestClocks clocks;
    private final Users users;
    private final Outbox outbox;
    private final Webhooks webhooks;

    PageFixture(
            Accounts accounts,
            Bills bills,
            Resources resources,
            Receivers receivers,
            TestClocks clocks,
            Users users,
            Outbox outbox,
            Webhooks webhooks) {
        this.accounts = accounts;
        this.bills = bills;
        this.resources = resources;
        this.receivers = receivers;
        this.clocks = clocks;
        this.users = users;
        this.outbox = outbox;
        this.webhooks = webhooks;
    }

    /** An account on a clock that stands still, in arrears by CNY 40.00. */
    Tenant tenant() {
        String name = "acme" + SERIAL.incrementAndGet();
        long clock = clocks.create(START).id();
        long id = accounts.open(name, "CNY", "Asia/Shanghai", "en", null, null, clock, null);
        receivers.openOwner(id, "Account owner", "owner@" + name + ".example", null, null, START);
        long resource = resources
                .register(
                        id,
                        name + "-dws",
                        "dws",
                        "cn-beijing",
                        BillingMode.SUBSCRIPTION,
                        Instant.parse("2026-06-01T00:00:00Z"))
                .resource()
                .id();
        long bill = bills.record(id, "dws", "40.00", START, null, List.of()).id();
        long receiver = receivers
                .add(id, new NewReceiver("Robin", "robin@" + name + ".example", null, null, false), "test")
                .id();
        Map<Role, PortalUser> people = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            if (role != Role.OPERATOR) {
                people.put(
                        role,
                        users.add(
                                id,
                                role.name().toLowerCase(Locale.ROOT) + "@" + name + ".example",
                                role.name(),
                                role,
                                Locale.ENGLISH,
                                PASSWORD));
            }
        }
        long webhook = webhooks.add(id, "https://hooks.invalid/" + name, List.of(), null, null)
                .webhook()
                .id();
        return new Tenant(id, people, resource, bill, receiver, webhook);
    }

    /** A bill of the account that is due at once. */
    void bill(Tenant tenant, String amount) {
        bills.record(tenant.account(), "dws", amount, START, null, List.of());
    }

    /** A subscription that ends a day after {@link #START}, on an account of its own that owes nothing. */
    long endingSubscription() {
        String name = "ends" + SERIAL.incrementAndGet();
        long clock = clocks.create(START).id();
        long id = accounts.open(name, "CNY", "Asia/Shanghai", "en", null, null, clock, null);
        receivers.openOwner(id, "Account owner", "owner@" + name + ".example", null, null, START);
        return resources
                .register(
                        id,
                        name + "-dws",
                        "dws",
                        "cn-beijing",
                        BillingMode.SUBSCRIPTION,
                        START.plus(1, ChronoUnit.DAYS))
                .resource()
                .id();
    }

    /** The path of the link in the latest mail to an address of a user's. */
    String linkMailedTo(String email) {
        return await().until(
                        () -> outbox.page(0L, null, 500).items().stream()
                                .filter(entry -> entry.receiver().equals(email))
                                .findFirst()
                                .flatMap(outbox::content)
                                .map(content -> LINK.matcher(new String(content, StandardCharsets.UTF_8)))
                                .filter(Matcher::find)
                                .map(Matcher::group)
                                .orElse(null),
                        Objects::nonNull);
    }

    /** The latest mail to an address of a user's, as it was written. */
    String mailTo(String email) {
        return await().until(
                        () -> outbox.page(0L, null, 500).items().stream()
                                .filter(entry -> entry.receiver().equals(email))
                                .findFirst()
                                .flatMap(outbox::content)
                                .map(content -> new String(content, StandardCharsets.UTF_8).replace("=\r\n", ""))
                                .orElse(null),
                        Objects::nonNull);
    }

    /** How many mails that let a user in went to an address. */
    long mailsTo(String email) {
        return outbox.page(0L, null, 500).items().stream()
                .filter(entry -> entry.receiver().equals(email))
                .count();
    }

    PortalUser operator() {
        return users.add(
                null,
                "operator" + SERIAL.incrementAndGet() + "@tideover.example",
                "Operator",
                Role.OPERATOR,
                Locale.ENGLISH,
                PASSWORD);
    }

    static RequestPostProcessor as(PortalUser user) {
        return authentication(UsernamePasswordAuthenticationToken.authenticated(
                user,
                null,
                List.of(new SimpleGrantedAuthority("ROLE_" + user.role().name()))));
    }
}
