package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.receiver.Receivers;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a customer comes for, in a real browser, each on an account of its own; the main things with scripts and without. */
@DemoTest
class CustomerTasksBrowserTests {

    private static final Pattern VERIFY = Pattern.compile("/verify/[A-Za-z0-9_-]+");

    @LocalServerPort
    private int port;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Resources resources;

    @Autowired
    private Receivers receivers;

    private PageFixture fixture;
    private Tenant acme;

    @BeforeEach
    void anAccount(@Autowired AutowireCapableBeanFactory beans) {
        fixture = beans.createBean(PageFixture.class);
        acme = fixture.tenant();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void settlesAnOverdueBill(boolean script) {
        Browser browser = signedIn(script, Role.FINANCE);
        assertThat(browser.find(".banner.bad h2").getText()).startsWith("You owe CNY");
        browser.follow("Pay now");
        browser.press("Pay CNY");
        browser.waitForDone("CNY 40.00 was paid.");
        assertThat(browser.all(".banner.bad")).isEmpty();
        assertThat(accounts.standing(acme.account()).inArrears()).isFalse();
        browser.assertNothingBroke();
    }

    @Test
    void settlesFromThePageOfTheResourceThatSuffers() {
        accounts.topUp(acme.account(), "40.00", "enough");
        long clicks = resources
                .register(acme.account(), "clicks", "dws", "cn-north-4", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        fixture.bill(acme, "25.00");
        Browser browser = signedIn(true, Role.FINANCE);
        browser.open("/billing/resources/" + clicks);
        browser.waitForText(".banner.bad h2", "It will be frozen on 21 Jan");
        browser.follow("Pay now");
        browser.press("Pay CNY");
        browser.waitForDone("CNY 25.00 was paid.");
        browser.open("/billing/resources/" + clicks);
        assertThat(browser.all(".banner.bad")).isEmpty();
        assertThat(browser.find(".page-head .phase").getText()).isEqualTo("Active");
        browser.assertNothingBroke();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void topsUp(boolean script) {
        Browser browser = signedIn(script, Role.OWNER);
        browser.open("/billing/funds");
        browser.follow("Top up");
        browser.fill("amount", "1,5");
        browser.press("Top up");
        browser.waitForText("#amount-wrong", "number such as 12.50");
        browser.fill("amount", "65.00");
        browser.press("Top up");
        browser.waitForDone("CNY 65.00 arrived.");
        assertThat(accounts.standing(acme.account()).cashBalance().getAmount()).isEqualByComparingTo("25");
        browser.assertNothingBroke();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void setsThresholds(boolean script) {
        Browser browser = signedIn(script, Role.FINANCE);
        browser.follow("Modify");
        WebElement on = browser.waitFor("[name=enabled]");
        if (!on.isSelected()) {
            on.click();
        }
        WebElement first = browser.find("#threshold-1");
        first.clear();
        first.sendKeys("75.00");
        browser.press("Save");
        browser.waitForDone("The Balance Alert is on.");
        assertThat(accounts.alert(acme.account()).thresholds())
                .extracting(Object::toString)
                .containsExactly("CNY 75.00");
        browser.assertNothingBroke();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void renewsASubscription(boolean script) {
        accounts.topUp(acme.account(), "400.00", "enough");
        Browser browser = signedIn(script, Role.ADMINISTRATOR);
        browser.open("/billing/resources/" + acme.resource());
        browser.follow("Renew");
        browser.waitForText(".dialog .choice", "268.00");
        browser.press("Renew");
        browser.waitForDone("is renewed.");
        assertThat(resources.get(acme.resource()).resource().requireExpiresAt())
                .isEqualTo(Instant.parse("2026-07-01T00:00:00Z"));
        browser.assertNothingBroke();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void addsAReceiverWhoVerifiesTheAddressFromTheMail(boolean script) {
        Browser browser = signedIn(script, Role.OWNER);
        browser.open("/messages/settings");
        browser.follow("Modify");
        browser.waitFor(".adding summary").click();
        browser.fill("name", "Lin Wei");
        browser.fill("email", "lin" + acme.account() + "@example.com");
        browser.press("OK");
        browser.waitForText(".choices", "Lin Wei");
        browser.driver()
                .findElement(By.xpath("//label[contains(., 'Lin Wei')]/input"))
                .click();
        browser.press("Save");
        browser.waitForDone("The contact is saved.");

        browser.openUntil("/messages/outbox", By.xpath("//tr[contains(., 'lin" + acme.account() + "@')]//a"))
                .click();
        Matcher link = VERIFY.matcher(Objects.requireNonNull(browser.driver().getPageSource()));
        assertThat(link.find()).isTrue();
        browser.open(link.group());
        browser.press("Verify this address");
        browser.waitForText("[role=status]", "is verified");
        assertThat(receivers.list(acme.account()))
                .anyMatch(receiver -> receiver.name().equals("Lin Wei") && receiver.emailVerified());
        browser.assertNothingBroke();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void invitesAUserWhoComesInByTheMail(boolean script) {
        String email = "eve" + acme.account() + "@example.com";
        Browser browser = signedIn(script, Role.OWNER);
        browser.open("/account/users");
        browser.follow("Invite a user");
        browser.fill("name", "Eve");
        browser.fill("email", email);
        browser.press("Invite");
        browser.waitForDone(email);

        browser.driver().manage().deleteAllCookies();
        browser.open(fixture.linkMailedTo(email));
        browser.fill("password", PageFixture.PASSWORD);
        browser.fill("again", PageFixture.PASSWORD);
        browser.press("Accept");
        browser.waitForDone("Your password is set.");
        browser.signIn(email, PageFixture.PASSWORD);
        assertThat(browser.find("h1").getText()).isEqualTo("Overview");
        browser.assertNothingBroke();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void setsAForgottenPassword(boolean script) {
        String email = acme.users().get(Role.VIEWER).email();
        Browser browser = Browser.shared(port, script);
        browser.follow("Forgotten your password?");
        browser.fill("email", email);
        browser.press("Send the link");
        browser.waitForText("[role=status]", "a link is on its way");
        browser.open(fixture.linkMailedTo(email));
        browser.fill("password", "quite another password");
        browser.fill("again", "quite another password");
        browser.press("Change password");
        browser.waitForDone("Your password is set.");
        browser.signIn(email, "quite another password");
        browser.assertNothingBroke();
    }

    @Test
    void readsAndFiltersMessages() {
        Browser browser = signedIn(true, Role.VIEWER);
        browser.open("/messages");
        assertThat(browser.all("tbody tr.unread")).isNotEmpty();
        browser.follow("Account");
        browser.waitForText(".chips [aria-current]", "Account");
        browser.follow("Product");
        browser.waitForText(".chips [aria-current]", "Product");
        browser.find("tbody th a").click();
        browser.waitForText("h2", "Deliveries");
        browser.press("Mark read");
        browser.open("/messages");
        browser.press("Mark all read");
        browser.waitForDone("All messages are read.");
        assertThat(browser.all("tbody tr.unread")).isEmpty();
        assertThat(browser.all(".top .count")).isEmpty();
        browser.assertNothingBroke();
    }

    @Test
    void choosesAContactByTheKeyboardAlone() {
        Browser browser = signedIn(true, Role.OWNER);
        browser.open("/messages/settings");
        browser.tabTo(element -> "Modify".equals(element.getText()));
        browser.key(Keys.ENTER);
        browser.waitFor("#dialog[open]");
        browser.tabTo(element -> "summary".equals(element.getTagName()));
        browser.key(Keys.ENTER);
        browser.tabTo(element -> "name".equals(element.getDomAttribute("name")));
        browser.key("Kim");
        browser.tabTo(element -> "email".equals(element.getDomAttribute("name")));
        browser.key("kim" + acme.account() + "@example.com");
        browser.tabTo(element -> "OK".equals(element.getText()));
        browser.key(Keys.ENTER);
        browser.waitForText("#dialog .choices", "Kim");
        String kim = Objects.requireNonNull(browser.driver()
                .findElement(By.xpath("//dialog//label[contains(., 'Kim')]/input"))
                .getDomAttribute("value"));
        browser.tabTo(element -> kim.equals(element.getDomAttribute("value")));
        browser.key(Keys.SPACE);
        browser.tabTo(element -> "Save".equals(element.getText()));
        browser.key(Keys.ENTER);
        browser.waitForDone("The contact is saved.");
        assertThat(browser.find("tbody").getText()).contains("Kim");
        browser.assertNothingBroke();
    }

    @Test
    void paysWhatIsOwedByTheKeyboardAlone() {
        Browser browser = signedIn(true, Role.FINANCE);
        browser.tabTo(element -> "Pay now".equals(element.getText()));
        browser.key(Keys.ENTER);
        browser.waitFor("#dialog[open]");
        browser.tabTo(element -> "TEST_CARD".equals(element.getDomAttribute("value")));
        browser.tabTo(element -> element.getText().startsWith("Pay CNY"));
        browser.key(Keys.ENTER);
        browser.waitForDone("CNY 40.00 was paid.");
        assertThat(accounts.standing(acme.account()).inArrears()).isFalse();
        browser.assertNothingBroke();
    }

    /** Not on what cannot be seen; who cancels <i>Add Receiver</i> is where it was opened, who adds somebody where to choose that one. */
    @Test
    void keepsTheFocusWhereTheWorkGoesOn() {
        Browser browser = signedIn(true, Role.OWNER);
        browser.open("/messages/settings");
        browser.follow("Modify");
        browser.waitFor("#dialog .adding summary");
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("name"))
                .isEqualTo("receiver");
        browser.find("#dialog .adding summary").click();
        browser.fill("name", "Kim");
        browser.press("Cancel");
        browser.waitFor("#dialog .adding:not([open])");
        assertThat(browser.driver().switchTo().activeElement().getTagName()).isEqualTo("summary");
        browser.key(Keys.ENTER);
        assertThat(browser.waitFor("#dialog [name=name]").getDomProperty("value"))
                .isEmpty();
        browser.fill("name", "Kim");
        browser.fill("email", "kim" + acme.account() + "@example.com");
        browser.press("OK");
        browser.waitForText("#dialog .choices", "Kim");
        assertThat(browser.driver()
                        .switchTo()
                        .activeElement()
                        .findElement(By.xpath("./.."))
                        .getText())
                .contains("Kim");
        browser.assertNothingBroke();
    }

    private Browser signedIn(boolean script, Role role) {
        Browser browser = Browser.shared(port, script);
        browser.signIn(acme.users().get(role).email(), PageFixture.PASSWORD);
        return browser;
    }
}
