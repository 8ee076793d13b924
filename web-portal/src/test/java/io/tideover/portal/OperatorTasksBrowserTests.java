package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.AlertDefaults;
import io.tideover.lifecycle.engine.PolicyVersions;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.Users;
import io.tideover.scheduler.clock.ClockAdvance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the provider's staff comes for, in a real browser; the main things with scripts and without. */
@DemoTest
class OperatorTasksBrowserTests {

    @LocalServerPort
    private int port;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Resources resources;

    @Autowired
    private PolicyVersions policies;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private AlertDefaults alertDefaults;

    @Autowired
    private ClockAdvance clocks;

    @Autowired
    private Users users;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private JdbcTemplate jdbc;

    private PageFixture fixture;
    private Tenant acme;

    @BeforeEach
    void anAccount(@Autowired AutowireCapableBeanFactory beans) {
        fixture = beans.createBean(PageFixture.class);
        acme = fixture.tenant();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void draftsPreviewsAndPutsAPolicyInForce(boolean script) {
        String code = "browser-" + acme.account();
        Browser browser = signedIn(script);
        browser.follow("Policies");
        browser.follow("New policy");
        browser.fill("code", code);
        browser.fill("productCode", code);
        browser.fill("grace", "soon");
        browser.fill("denial.code", "B.1");
        browser.fill("denial.message", "Denied on {resourceName}");
        browser.press("Preview");
        browser.waitForText(".wrong", "ISO-8601");
        browser.fill("grace", "P7D");
        browser.press("Preview");
        browser.waitForText("h2", "resources would be in another phase");
        assertThat(browser.find("table.compare").getText()).contains("7 days");
        browser.press("Put in force at once");
        browser.waitForDone("Version 1 of " + code + " is stored.");
        assertThat(policies.versions(code)).hasSize(1);

        browser.follow("New version");
        browser.fill("label", "Parked");
        browser.press("Put in force");
        browser.waitForDone("Version 2 of " + code + " is stored.");
        assertThat(browser.find("tr.changed").getText()).contains("Parked", "Changed");
        assertAudited(browser, "Policy version added", "Version 2");
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void makesAndRevokesAnApiKey(boolean script) {
        String name = "Key of " + acme.account();
        Browser browser = signedIn(script);
        browser.follow("API keys");
        browser.follow("New key");
        browser.fill("name", name);
        browser.press("Make the key");
        browser.waitForText("#scopes-wrong", "at least one scope");
        browser.find("[value='billing:read']").click();
        browser.press("Make the key");
        String plain = browser.waitFor("#api-key").getText();
        assertThat(keys.authenticate(plain)).isPresent();
        browser.follow("I have noted it");
        browser.waitForText("tbody", name);
        assertThat(browser.driver().getPageSource()).doesNotContain(plain);
        row(browser, name).findElement(By.linkText("Revoke")).click();
        browser.press("Revoke");
        browser.waitForDone("is revoked.");
        assertThat(keys.authenticate(plain)).isEmpty();
        assertAudited(browser, "API key revoked", name);
        assertThat(browser.find("tbody").getText()).contains("API key made");
    }

    @Test
    void setsAlertsAndWhatNewAccountsStartWith() {
        Browser browser = signedIn(true);
        browser.follow("Balance-alert defaults");
        browser.follow("Add a currency");
        browser.fill("currency", "HUF");
        browser.find("#threshold-1").sendKeys("5000");
        browser.press("Save");
        browser.waitForDone("The defaults for HUF are saved.");
        assertThat(alertDefaults.all())
                .anyMatch(each -> each.currency().getCode().equals("HUF"));

        browser.open("/operations/accounts?query=owner@"
                + accounts.get(acme.account()).name());
        browser.follow(accounts.get(acme.account()).name());
        browser.follow("Modify");
        browser.waitFor("[name=enabled]").click();
        browser.find("#threshold-1").sendKeys("90.00");
        browser.press("Save");
        browser.waitForDone("The Balance Alert is on.");
        assertThat(accounts.alert(acme.account()).thresholds()).hasSize(1);
        assertAudited(browser, "Balance Alert changed", "");
        assertThat(browser.find("tbody").getText()).contains("Balance-alert defaults changed", "HUF");
    }

    @Test
    void extendsAPhase() {
        long resource = endingIn(3);
        Instant ends = phaseEnd(resource);
        Browser browser = signedIn(true);
        browser.open("/operations/accounts/" + resources.accountOf(resource));
        browser.follow("Extend");
        browser.waitForText("#concerned", "Grace");
        browser.fill("days", "0");
        browser.fill("reason", "a transfer is on its way");
        browser.press("Extend");
        browser.waitForText("#days-wrong", "between 1 and");
        browser.fill("days", "5");
        browser.press("Extend");
        browser.waitForDone("The phase is extended.");
        assertThat(phaseEnd(resource)).isEqualTo(ends.plus(Duration.ofDays(5)));
        assertThat(resources.extensions(resource))
                .extracting(Resources.Extension::reason)
                .containsExactly("a transfer is on its way");
        assertAudited(browser, "Resource extended", "a transfer is on its way");
    }

    @Test
    void holdsAReleaseAndLiftsTheHoldAgain() {
        long resource = endingIn(3);
        String name = resources.get(resource).resource().name();
        Browser browser = signedIn(true);
        browser.open("/operations/accounts/" + resources.accountOf(resource));
        browser.follow("Hold");
        browser.press("Hold");
        browser.waitForText("#reason-wrong", "Reason");
        browser.fill("reason", "a lawsuit");
        browser.press("Hold");
        browser.waitForDone("The release is held.");
        assertAudited(browser, "Resource held", "a lawsuit");

        advance(resource, 40);
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);
        browser.follow("Releases withheld");
        assertThat(row(browser, name).getText()).contains("Held: a lawsuit", "Frozen");
        row(browser, name).findElement(By.linkText("Lift hold")).click();
        browser.waitForText("#concerned", "Held: a lawsuit");
        browser.press("Lift hold");
        browser.waitForDone("The hold is lifted.");
        assertThat(resources.get(resource).resource().hold()).isNull();
        assertAudited(browser, "Hold lifted", name);

        // the final notice that went out when it was lifted is accepted, and its lead is over
        advance(resource, 44);
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RELEASED);
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void releasesAWithheldResourceByHandOnceItIsSaidWhatIsLost(boolean script) {
        long resource = endingIn(3);
        String name = resources.get(resource).resource().name();
        resources.hold(resource, "the customer asks", "Support");
        Browser browser = signedIn(script);
        browser.open("/operations/accounts/" + resources.accountOf(resource));
        assertThat(browser.driver().findElements(By.linkText("Release"))).isEmpty();
        advance(resource, 40);
        browser.open("/operations/accounts/" + resources.accountOf(resource));
        assertThat(browser.driver().findElements(By.linkText("Release"))).hasSize(1);
        browser.follow("Releases withheld");
        row(browser, name).findElement(By.linkText("Release")).click();
        browser.waitForText(".dialog", "All of its data is lost and cannot be recovered.");
        assertThat(browser.waitFor("#concerned").getText())
                .contains(accounts.get(resources.accountOf(resource)).name(), "cn-beijing", "Held: the customer asks");
        browser.press("Release");
        browser.waitForText("#reason-wrong", "Reason");
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);
        browser.fill("reason", "asked for in writing");
        browser.press("Release");
        browser.waitForDone("The resource is released.");
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RELEASED);
        assertAudited(browser, "Resource released", "asked for in writing");
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void resendsADeadDeliveryAndDismissesAnother(boolean script) {
        List<Long> dead = killDeliveries();
        assertThat(dead).hasSizeGreaterThan(1);
        Browser browser = signedIn(script);
        browser.follow("Deliveries");
        assertThat(deadRow(browser).getText()).contains("550 no such user");
        deadRow(browser)
                .findElement(By.xpath(".//button[normalize-space()='Resend']"))
                .click();
        browser.waitForDone("The delivery is tried again.");
        assertAudited(browser, "Delivery sent again", "@");
        browser.follow("Deliveries");
        deadRow(browser)
                .findElement(By.xpath(".//button[normalize-space()='Dismiss']"))
                .click();
        browser.waitForDone("The delivery is off the list.");
        assertThat(dead.stream().filter(this::isDead)).hasSize(dead.size() - 2);
        assertAudited(browser, "Delivery dismissed", "@");
    }

    @Test
    void resendsAllDeadDeliveriesLeavesAndComesBack() throws SQLException {
        List<Long> dead = killDeliveries();
        Browser browser = signedIn(true);
        try (Connection other = dataSource.getConnection()) {
            other.setAutoCommit(false);
            try (Statement lock = other.createStatement()) {
                // the last of them cannot be sent again as long as somebody else has it
                lock.execute("SELECT id FROM deliveries WHERE id = " + Collections.min(dead) + " FOR UPDATE");
                browser.follow("Deliveries");
                browser.follow("Resend all dead ones");
                browser.press("Resend all dead ones");
                browser.waitFor("#progress progress");
                assertThat(browser.find("#progress").getText())
                        .contains("are queued again.", "you can leave this page and come back");
                browser.follow("Deliveries");
                browser.driver()
                        .findElement(By.partialLinkText("are queued to be sent again"))
                        .click();
                browser.waitFor("#progress progress");
            } finally {
                other.rollback();
                other.setAutoCommit(true);
            }
        }
        browser.waitForText("#progress", "All ");
        assertThat(dead).noneMatch(this::isDead);
        assertAudited(browser, "All dead deliveries sent again", "Deliveries: ");
    }

    @Test
    void runsPausesAndResumesAJobAndLooksAtItsHistory() {
        Browser browser = signedIn(true);
        browser.follow("Sweeps");
        job(browser, "Run now");
        browser.waitForDone("The job runs");
        job(browser, "Pause");
        browser.waitForDone("paused");
        assertThat(job(browser).getText()).contains("Paused");
        job(browser, "Resume");
        browser.waitForDone("goes on");
        assertThat(job(browser).getText()).doesNotContain("Paused");
        job(browser).findElement(By.linkText("Housekeeping")).click();
        browser.waitForText("h1", "Housekeeping");
        assertAudited(browser, "Job resumed", "Housekeeping");
        assertThat(browser.find("tbody").getText()).contains("Job paused", "Job run");
    }

    @Test
    void sendsTheInvitationOfAnOwnerWhoHasNotComeIn() {
        String email = "late" + acme.account() + "@example.com";
        users.expectOwner(acme.account(), email, "Late", Locale.ENGLISH);
        Browser browser = signedIn(true);
        browser.open("/operations/accounts/" + acme.account());
        browser.press("Send the invitation");
        browser.waitForDone(email);
        assertThat(fixture.linkMailedTo(email)).startsWith("/invitations/");
        assertAudited(browser, "Invitation sent", email);
    }

    @Test
    void addsAWebhookForAllAccountsGivesItANewSecretAndRemovesIt() {
        Browser browser = signedIn(true);
        browser.follow("Webhooks");
        browser.follow("Add a webhook");
        browser.fill("url", "ftp://hooks.invalid");
        browser.press("Save");
        browser.waitForText("#url-wrong", "https");
        browser.fill("url", "https://hooks.invalid/" + acme.account());
        browser.press("Save");
        browser.waitForDone("The webhook is added.");
        String secret = browser.find("#secret").getText();
        assertThat(secret).startsWith("whsec_");
        browser.press("New secret");
        browser.waitForDone("The webhook has a new secret.");
        assertThat(browser.find("#secret").getText()).startsWith("whsec_").isNotEqualTo(secret);
        browser.press("Switch off");
        browser.waitForDone("The webhook is switched off.");
        assertThat(browser.all("#secret")).isEmpty();
        browser.follow("Remove");
        browser.waitForText(".dialog", "It is told nothing more.");
        browser.press("Remove");
        browser.waitForDone("The webhook is removed.");
        assertAudited(browser, "Webhook removed", "hooks.invalid");
    }

    @Test
    void letsTheBrakeGo() {
        jdbc.update("UPDATE brake SET engaged = TRUE, engaged_at = CURRENT_TIMESTAMP");
        Browser browser = signedIn(true);
        browser.follow("Sweeps");
        assertThat(browser.find(".banner.bad h2").getText()).isEqualTo("The brake is engaged");
        browser.press("Let go on");
        browser.waitForDone("Freezes and releases go on.");
        assertThat(browser.all(".banner.bad")).isEmpty();
        assertAudited(browser, "Brake let go", "");
    }

    @Test
    void runsTheReconciliationAndFindsTheAccountThatDiffers() {
        Browser browser = signedIn(true);
        jdbc.update("UPDATE accounts SET cash_balance = cash_balance + 1 WHERE id = ?", acme.account());
        try {
            browser.follow("Reconciliation");
            browser.press("Run now");
            browser.waitForDone("The job runs");
            await().untilAsserted(() -> {
                browser.open("/operations/reconciliation");
                assertThat(browser.find("main").getText())
                        .contains("difference", "Cash balance", Long.toString(acme.account()));
            });
            browser.follow(Long.toString(acme.account()));
            browser.waitForText("h1", accounts.get(acme.account()).name());
        } finally {
            jdbc.update("UPDATE accounts SET cash_balance = cash_balance - 1 WHERE id = ?", acme.account());
        }
        assertAudited(browser, "Job run", "Reconciliation");
    }

    /** A subscription on a clock that stands so many days after its start. */
    private long endingIn(int days) {
        long resource = fixture.endingSubscription();
        advance(resource, days);
        return resource;
    }

    private void advance(long resource, int days) {
        clocks.advance(
                accounts.get(resources.accountOf(resource)).clockId(), PageFixture.START.plus(Duration.ofDays(days)));
    }

    private Instant phaseEnd(long resource) {
        return Objects.requireNonNull(resources.get(resource).resource().phaseEndsAt());
    }

    /** Has all deliveries of the account given up, and says which. */
    private List<Long> killDeliveries() {
        jdbc.update(
                "UPDATE deliveries SET status = 'DEAD', attempt_at = NULL, last_error = '550 no such user'"
                        + " WHERE account_id = ?",
                acme.account());
        return jdbc.queryForList("SELECT id FROM deliveries WHERE account_id = ?", Long.class, acme.account());
    }

    private boolean isDead(long delivery) {
        Integer found = jdbc.queryForObject(
                "SELECT COUNT(*) FROM deliveries WHERE id = ? AND status = 'DEAD' AND dismissed_at IS NULL",
                Integer.class,
                delivery);
        return found != null && found > 0;
    }

    private WebElement deadRow(Browser browser) {
        return browser.driver()
                .findElement(By.xpath("//tr[.//a[@href='/operations/accounts/" + acme.account() + "']]"));
    }

    private static WebElement row(Browser browser, String name) {
        return browser.driver().findElement(By.xpath("//tr[th[contains(., '" + name + "')]]"));
    }

    /** The latest deeds say what was done, by whom and from where; and nothing broke on the way. */
    private static void assertAudited(Browser browser, String action, String detail) {
        browser.follow("Audit log");
        browser.waitForText("h1", "Audit log");
        assertThat(browser.all("tbody tr").stream().limit(3).map(WebElement::getText))
                .anySatisfy(row -> assertThat(row).contains(action, detail, "operator@tideover.example", "127.0.0.1"));
        browser.assertNothingBroke();
    }

    private static void job(Browser browser, String action) {
        job(browser)
                .findElement(By.xpath(".//button[normalize-space()='" + action + "']"))
                .click();
    }

    private static WebElement job(Browser browser) {
        return row(browser, "Housekeeping");
    }

    private Browser signedIn(boolean script) {
        Browser browser = Browser.shared(port, script);
        browser.signIn("operator@tideover.example");
        return browser;
    }
}
