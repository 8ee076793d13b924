package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.AlertDefaults;
import io.tideover.lifecycle.engine.PolicyVersions;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.ApiKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

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

    private Tenant acme;

    @BeforeEach
    void anAccount(@Autowired AutowireCapableBeanFactory beans) {
        acme = beans.createBean(PageFixture.class).tenant();
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
        browser.press("Put in force at once");
        browser.waitForDone("Version 1 of " + code + " is stored.");
        assertThat(policies.versions(code)).hasSize(1);

        browser.follow("New version");
        browser.fill("label", "Parked");
        browser.press("Put in force");
        browser.waitForDone("Version 2 of " + code + " is stored.");
        assertThat(browser.find("tr.changed").getText()).contains("Parked", "changed");
        browser.assertNothingBroke();
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
        browser.driver()
                .findElement(By.xpath("//tr[contains(., '" + name + "')]//a[normalize-space()='Revoke']"))
                .click();
        browser.press("Revoke");
        browser.waitForDone("is revoked.");
        assertThat(keys.authenticate(plain)).isEmpty();
        browser.assertNothingBroke();
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
        browser.assertNothingBroke();
    }

    @Test
    void holdsAReleaseAndReadsAboutItInTheAuditLog() {
        Browser browser = signedIn(true);
        browser.open("/operations/accounts/" + acme.account());
        browser.follow("Hold");
        browser.fill("reason", "a lawsuit");
        browser.press("Hold");
        browser.waitForDone("The release is held.");
        assertThat(resources.get(acme.resource()).resource().hold()).isNotNull();
        browser.follow("Audit log");
        browser.waitForText("tbody", "a lawsuit");
        assertThat(browser.find("tbody").getText()).contains("operator@tideover.example", "127.0.0.1");
        browser.assertNothingBroke();
    }

    @Test
    void runsPausesAndResumesAJobAndLooksAtItsHistory() {
        Browser browser = signedIn(true);
        browser.follow("Reconciliation");
        browser.press("Run now");
        browser.waitForDone("The job runs");
        job(browser, "Pause");
        browser.waitForDone("paused");
        assertThat(browser.driver().findElement(row()).getText()).contains("Paused");
        job(browser, "Resume");
        browser.waitForDone("goes on");
        browser.follow("Reconciliation");
        browser.follow("Sweeps");
        browser.driver()
                .findElement(row())
                .findElement(By.linkText("Housekeeping"))
                .click();
        browser.waitForText("h1", "Housekeeping");
        browser.assertNothingBroke();
    }

    private static void job(Browser browser, String action) {
        browser.driver()
                .findElement(row())
                .findElement(By.xpath(".//button[normalize-space()='" + action + "']"))
                .click();
    }

    private static By row() {
        return By.xpath("//tr[th[contains(., 'Housekeeping')]]");
    }

    private Browser signedIn(boolean script) {
        Browser browser = Browser.shared(port, script);
        browser.signIn("operator@tideover.example");
        return browser;
    }
}
