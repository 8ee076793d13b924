package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.selenium.AxeBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Each page: axe reports nothing in either theme, and nothing scrolls sideways on a phone or on a wide screen. */
@DemoTest
class AccessibilityBrowserTests {

    static final List<String> CUSTOMERS = List.of(
            "/billing/overview",
            "/billing/bills",
            "/billing/funds",
            "/billing/resources",
            "/billing/timeline",
            "/billing/top-up",
            "/billing/pay",
            "/billing/card",
            "/billing/alert",
            "/messages",
            "/messages/settings",
            "/messages/settings/ACCOUNT_BALANCE_ALERT/contact",
            "/messages/receivers",
            "/messages/receivers/new",
            "/messages/receivers/history",
            "/messages/outbox",
            "/account/profile",
            "/account/users",
            "/account/users/invite",
            "/account/webhooks",
            "/account/webhooks/new",
            "/account/activity",
            "/no-such-page");

    static final List<String> OPERATORS = List.of(
            "/operations/accounts",
            "/operations/policies",
            "/operations/policies/dws-pay-as-you-go",
            "/operations/policies/new",
            "/operations/policies/new?from=dws-pay-as-you-go",
            "/operations/sweeps",
            "/operations/sweeps/LIFECYCLE_SWEEP",
            "/operations/deliveries/resend-all",
            "/operations/reconciliation",
            "/operations/alert-defaults",
            "/operations/alert-defaults/edit",
            "/operations/api-keys",
            "/operations/api-keys/new",
            "/operations/deliveries",
            "/operations/releases",
            "/operations/events",
            "/operations/deliveries?status=FALLBACK",
            "/operations/outbox",
            "/operations/audit",
            "/operations/operators",
            "/operations/operators/invite",
            "/operations/webhooks",
            "/operations/webhooks/new",
            "/operations/templates");

    @LocalServerPort
    private int port;

    private Browser browser;

    @BeforeEach
    void aBrowser() {
        browser = Browser.shared(port);
    }

    /**
     * Of rows and lists: links and buttons in them by what a screen reader calls them, where two of one name do not do the same. Accounts
     * are called as they call themselves, and two of them may do so alike.
     */
    private static final String AMBIGUOUS = """
            const known = new Map(), wrong = new Set();
            for (const each of document.querySelectorAll("main :is(td, li) :is(a[href]:not([href*='/operations/accounts/']), button)")) {
              if (!each.checkVisibility()) continue;
              const name = (each.getAttribute('aria-label') || each.textContent).trim().replace(/\\s+/g, ' ');
              let to = each.href;
              if (each.form) {
                const sent = new URLSearchParams(new FormData(each.form, each));
                sent.delete('_csrf');
                to = each.formAction + '?' + sent;
              }
              if (known.has(name) && known.get(name) !== to) wrong.add(name);
              known.set(name, to);
            }
            return [...wrong];
            """;

    @Test
    void findsNothingWrongWithTheCustomersPages() {
        browser.signIn("owner@acme.example");
        List<String> pages = new ArrayList<>(CUSTOMERS);
        pages.add(firstLink("/billing/resources", "/billing/resources/"));
        pages.add(firstLink("/billing/bills", "/billing/bills/"));
        pages.add(firstLink("/messages", "tbody a[href^='/messages/"));
        pages.add(firstLink("/messages/outbox", "/messages/outbox/"));
        check(pages);
    }

    @Test
    void findsNothingWrongWithTheOperatorsPages() {
        browser.signIn("operator@tideover.example");
        List<String> pages = new ArrayList<>(OPERATORS);
        pages.add(firstLink("/operations/accounts", "/operations/accounts/"));
        check(pages);
    }

    @Test
    void findsNothingWrongWithTheDoor() {
        browser.open("/sign-in");
        check(List.of(
                "/sign-in", "/support", "/verify/unknown", "/invitations/unknown", "/forgotten", "/passwords/unknown"));
    }

    @Test
    void speaksChinese() {
        browser.signIn("viewer@acme.example");
        browser.find("[name=language]").click();
        browser.waitForText("h1", "总览");
        for (String page : CUSTOMERS) {
            browser.open(page);
            assertThat(browser.find("body").getText()).as(page).doesNotContain("??");
        }
    }

    private String firstLink(String page, String prefix) {
        browser.open(page);
        String css = prefix.startsWith("/") ? "tbody a[href^='" + prefix + "']" : prefix + "']";
        return browser.driver().findElements(By.cssSelector(css)).stream()
                .map(link -> String.valueOf(link.getDomAttribute("href")))
                .findFirst()
                .orElse("");
    }

    private void check(List<String> pages) {
        List<String> wrong = new ArrayList<>();
        for (String theme : List.of("light", "dark")) {
            browser.theme(theme);
            for (String page : pages) {
                browser.width(1440);
                browser.open(page);
                new AxeBuilder()
                        .analyze(browser.driver())
                        .getViolations()
                        .forEach(violation ->
                                wrong.add(page + " " + theme + ": " + violation.getId() + " " + violation.getNodes()));
                if (browser.driver().executeScript(AMBIGUOUS) instanceof List<?> names && !names.isEmpty()) {
                    wrong.add(page + " has several links or buttons called " + names);
                }
                for (int width : List.of(360, 1440)) {
                    browser.width(width);
                    if (browser.scrollsSideways()) {
                        wrong.add(page + " scrolls sideways at " + width);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        browser.assertNothingBroke();
    }
}
