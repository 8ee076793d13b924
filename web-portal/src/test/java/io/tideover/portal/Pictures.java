package io.tideover.portal;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Takes the pictures in {@code docs/images} of the demo as it starts. Not a test of the build: {@code script/pictures} runs it. */
@DemoTest
class Pictures {

    private static final Path FOLDER = Path.of("..", "docs", "images");
    private static final Path MAILS = FOLDER.resolve("mails");
    private static final List<String> THEMES = List.of("light", "dark");
    private static final List<Integer> WIDTHS = List.of(1440, 360);

    @LocalServerPort
    private int port;

    @Autowired
    private Accounts accounts;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Ids ids;

    @Autowired
    private Clock clock;

    @Test
    void takesAPictureOfEachPage() throws IOException {
        Files.createDirectories(FOLDER);
        try (Browser browser = new Browser(port)) {
            browser.open("/sign-in");
            takeAll(browser, Map.of("sign-in", "/sign-in"));

            browser.width(WIDTHS.getFirst());
            browser.signIn("owner@acme.example");
            Map<String, String> pages = new LinkedHashMap<>();
            pages.put("overview", "/billing/overview");
            pages.put("bills", "/billing/bills");
            pages.put("funds", "/billing/funds");
            pages.put("resources", "/billing/resources");
            pages.put("resource", firstLink(browser, "/billing/resources", "/billing/resources/"));
            pages.put("timeline", "/billing/timeline");
            pages.put("messages", "/messages");
            pages.put("common-settings", "/messages/settings");
            pages.put("receivers", "/messages/receivers");
            pages.put("outbox", "/messages/outbox");
            browser.open("/messages/outbox");
            pages.put(
                    "mail",
                    String.valueOf(browser.driver()
                            .findElement(By.xpath("//tbody//tr[contains(., '@')]//a"))
                            .getDomAttribute("href")));
            pages.put("profile", "/account/profile");
            pages.put("users", "/account/users");
            pages.put("users-invite", "/account/users/invite");
            pages.put("webhooks", "/account/webhooks");
            browser.open("/account/profile");
            browser.driver().executeScript("document.querySelector('form[action$=\"/settings\"]').requestSubmit()");
            browser.waitForDone("The account is saved.");
            pages.put("activity", "/account/activity");
            pages.put("bill", firstLink(browser, "/billing/bills", "/billing/bills/"));
            pages.put("top-up", "/billing/top-up");
            pages.put("pay", "/billing/pay");
            pages.put("balance-alert", "/billing/alert");
            pages.put("message", firstLink(browser, "/messages", "/messages/"));
            pages.put("receivers-history", "/messages/receivers/history");
            takeAll(browser, pages);
            takeDialog(browser);

            browser.width(WIDTHS.getFirst());
            browser.signIn("operator@tideover.example");
            Map<String, String> operations = new LinkedHashMap<>();
            operations.put("operations-accounts", "/operations/accounts");
            String acme = linkOf(browser, "/operations/accounts", "Acme Ltd");
            operations.put("operations-account", acme);
            String extend = linkOf(browser, acme, "Extend");
            operations.put("operations-account-extend", extend);
            operations.put("operations-account-release", extend.replace("/extend", "/release"));
            operations.put("operations-policies", "/operations/policies");
            operations.put("operations-policy", "/operations/policies/dws-pay-as-you-go");
            operations.put("operations-policy-draft", "/operations/policies/new?from=dws-pay-as-you-go");
            operations.put("operations-policy-preview", preview(browser));
            operations.put("operations-api-keys", "/operations/api-keys");
            operations.put("operations-alert-defaults", "/operations/alert-defaults");
            operations.put("operations-reconciliation", "/operations/reconciliation");
            operations.put("operations-sweeps", "/operations/sweeps");
            operations.put("operations-sweeps-history", "/operations/sweeps/LIFECYCLE_SWEEP");
            operations.put("operations-deliveries", "/operations/deliveries");
            operations.put("operations-resend-all", "/operations/deliveries/resend-all");
            operations.put("operations-api-key", "/operations/api-keys/new");
            operations.put("operations-releases", "/operations/releases");
            operations.put("operations-audit", "/operations/audit");
            operations.put("operations-templates", "/operations/templates");
            operations.put("operations-webhooks", "/operations/webhooks");
            takeAll(browser, operations);
            stopReadingEvents();
            takeAll(browser, Map.of("operations-events", "/operations/events"));
        }
    }

    /** Products are expected to keep up with the wall clock, by which none of the demo's accounts lives. */
    private void stopReadingEvents() {
        long account = accounts.open("Initech", "USD", "UTC", "en", null, null, AccountClock.WALL, null);
        for (String frozen : List.of("reports", "staging")) {
            Object at = Sql.utc(clock.instant().minus(Duration.ofHours(3)));
            jdbc.update(
                    "INSERT INTO events (id, type, at, recorded_at, account_id, product_code, data)"
                            + " VALUES (?, 'resource.retention', ?, ?, ?, 'dws', ?)",
                    ids.next(),
                    at,
                    at,
                    account,
                    "{\"name\": \"" + frozen + "\", \"region\": \"us-east-1\", \"to\": \"RETENTION\"}");
        }
    }

    @Test
    void takesAPictureOfEachMail() throws IOException {
        Files.createDirectories(MAILS);
        try (Browser browser = new Browser(port)) {
            browser.width(WIDTHS.getFirst());
            browser.signIn("operator@tideover.example");
            takeEveryMail(browser);
            takeMails(browser);
        }
    }

    /** Every notice in every language, once each. */
    private static void takeEveryMail(Browser browser) {
        int width = 700;
        browser.width(width);
        for (Stage stage : Stage.values()) {
            for (String language : List.of("en", "zh-CN")) {
                browser.open("/operations/templates/" + stage + "/" + language + "/html");
                browser.picture(MAILS.resolve(stage.name().toLowerCase(Locale.ROOT) + "-" + language + ".png"), width);
            }
        }
    }

    /** A preview of a shorter grace, for everything of one product. */
    private static String preview(Browser browser) {
        browser.open("/operations/policies/new?from=dws-subscription");
        browser.fill("grace", "P3D");
        browser.driver().executeScript("document.querySelector('[name=activeFrom]').value = '2025-12-01T00:00'");
        browser.press("Preview");
        browser.waitForText("h2", "resources would be in another phase");
        return URI.create(String.valueOf(browser.driver().getCurrentUrl())).getPath();
    }

    private static void takeAll(Browser browser, Map<String, String> pages) {
        for (String theme : THEMES) {
            browser.theme(theme);
            pages.forEach((name, path) -> {
                for (int width : WIDTHS) {
                    browser.width(width);
                    browser.open(path);
                    browser.picture(FOLDER.resolve(name + "-" + theme + "-" + width + ".png"), width);
                }
            });
        }
    }

    /** Mails alone, as a mail program shows them that follows the system's theme. */
    private static void takeMails(Browser browser) {
        for (String theme : THEMES) {
            browser.driver()
                    .executeCdpCommand(
                            "Emulation.setEmulatedMedia",
                            Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
            for (String mail : List.of("overdue/en", "release_reminder/en", "suspended/zh-CN")) {
                for (int width : List.of(360, 700)) {
                    browser.width(width);
                    String stage = mail.substring(0, mail.indexOf('/')).toUpperCase(Locale.ROOT);
                    browser.open("/operations/templates/" + stage + mail.substring(mail.indexOf('/')) + "/html");
                    browser.picture(
                            FOLDER.resolve("mail-" + mail.replace('/', '-').replace('_', '-') + "-" + theme + "-"
                                    + width + ".png"),
                            width);
                }
            }
        }
    }

    private static void takeDialog(Browser browser) {
        for (String theme : THEMES) {
            browser.theme(theme);
            for (int width : WIDTHS) {
                browser.width(width);
                browser.open("/messages/settings");
                browser.driver().findElement(By.linkText("Modify")).click();
                browser.waitFor("#dialog[open]");
                browser.find("#dialog summary").click();
                browser.picture(FOLDER.resolve("common-settings-dialog-" + theme + "-" + width + ".png"), width);
            }
        }
    }

    private static String linkOf(Browser browser, String page, String text) {
        browser.open(page);
        return String.valueOf(browser.driver().findElement(By.linkText(text)).getDomAttribute("href"));
    }

    private static String firstLink(Browser browser, String page, String prefix) {
        browser.open(page);
        return String.valueOf(browser.find("tbody a[href^='" + prefix + "']").getDomAttribute("href"));
    }
}
