package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.webhook.Webhooks;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Names of a hundred characters and no blank: no page of the account, and none of Operations, scrolls sideways for them. */
@DemoTest
class LongNamesBrowserTests {

    private static final String PASSWORD = "correct horse battery";
    private static final String NAME = "W".repeat(100);

    @LocalServerPort
    private int port;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Receivers receivers;

    @Autowired
    private Webhooks webhooks;

    @Autowired
    private Users users;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Clock clock;

    private Browser browser;
    private PortalUser owner;
    private long account;
    private long held;
    private long bill;

    @BeforeEach
    void anAccountOfLongNames() {
        browser = Browser.shared(port);
        Instant now = clock.instant();
        String mark = Long.toString(System.nanoTime(), 36);
        String email = "w".repeat(60) + "@" + "w".repeat(50) + "." + mark + ".example";
        account = accounts.open(
                NAME, "CNY", "America/Argentina/ComodRivadavia", "en", null, null, AccountClock.WALL, null);
        receivers.openOwner(account, NAME, email, null, null, now);
        receivers.add(account, new NewReceiver("M".repeat(100), "m" + email, null, null, false), "test");
        owner = users.add(account, email, NAME, Role.OWNER, Locale.ENGLISH, PASSWORD);
        users.add(
                account,
                "viewer" + mark + "@" + "w".repeat(60) + ".example",
                NAME,
                Role.VIEWER,
                Locale.ENGLISH,
                PASSWORD);
        webhooks.add(account, "https://hooks.invalid/" + NAME, List.of(), "W".repeat(200), null);
        held = resources
                .register(account, NAME, "p".repeat(60), "r".repeat(60), BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        resources.register(
                account,
                "V".repeat(100),
                "dws",
                "r".repeat(60),
                BillingMode.SUBSCRIPTION,
                now.plus(Duration.ofDays(3)));
        bill = bills.record(account, "p".repeat(60), "123456789.00", now, "B".repeat(100), List.of())
                .id();
        bills.record(account, "dws", "5.00", now.plus(Duration.ofDays(2)), "C".repeat(100), List.of());
        resources.extend(held, 1, NAME, NAME);
        resources.hold(held, NAME, NAME);
        audit.record(owner, "RESOURCE_HOLD", account, NAME, AuditLog.Detail.text(NAME));
        audit.record(owner, accounts.get(account), "RESOURCE_DELETED", NAME, AuditLog.Detail.text(NAME));
    }

    @Test
    void keepsTheCustomersPagesWithinTheScreen() {
        browser.signIn(owner.email(), PASSWORD);
        List<String> pages = new ArrayList<>(AccessibilityBrowserTests.CUSTOMERS);
        pages.add("/billing/resources/" + held);
        pages.add("/billing/resources/" + held + "/delete");
        pages.add("/billing/bills/" + bill);
        pages.add("/billing/bills/" + bill + "/pay");
        pages.add(linked("/messages", "tbody th a"));
        pages.add(linked("/account/webhooks", "tbody th a"));
        pages.add(linked("/account/users", "a[href$='/remove']"));
        pages.add(linked("/messages/receivers", "a[href$='/remove']"));
        staysWithin(pages);
    }

    @Test
    void keepsTheOperatorsPagesWithinTheScreen() {
        browser.signIn("operator@tideover.example");
        List<String> pages = new ArrayList<>(AccessibilityBrowserTests.OPERATORS);
        String base = "/operations/accounts/" + account;
        for (String page : List.of("", "/bills", "/bills/" + bill, "/messages", "/timeline", "/alert", "/activity")) {
            pages.add(base + page);
        }
        for (String step : List.of("hold", "lift", "extend", "release", "schedule")) {
            pages.add("/operations/resources/" + held + "/" + step);
        }
        staysWithin(pages);
    }

    private String linked(String page, String css) {
        browser.open(page);
        return String.valueOf(browser.find(css).getDomAttribute("href"));
    }

    private void staysWithin(List<String> pages) {
        List<String> wide = new ArrayList<>();
        for (String page : pages) {
            browser.open(page);
            for (int width : List.of(360, 1440)) {
                browser.width(width);
                if (browser.scrollsSideways()) {
                    wide.add(page + " at " + width);
                }
            }
        }
        assertThat(wide).isEmpty();
        browser.assertNothingBroke();
    }
}
