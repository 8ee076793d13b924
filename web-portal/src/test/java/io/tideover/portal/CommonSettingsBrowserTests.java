package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The six steps by which another contact is told, as the product owner wrote them down. */
@DemoTest
class CommonSettingsBrowserTests {

    private static final String TYPE = "Product Overdue Payment, Suspension, and Imminent Release Notifications";

    @LocalServerPort
    private int port;

    private Browser browser;

    @BeforeEach
    void aBrowser() {
        browser = Browser.shared(port);
    }

    @Test
    void addsAReceiverAndTellsItOfOverduePayments() {
        browser.signIn("owner@acme.example");

        // 1. in the left-side navigation pane, click Common Settings
        browser.find(".side").findElement(By.linkText("Common Settings")).click();
        // 2. select the type and click Modify in the Contact column
        var row = By.xpath("//tr[th[normalize-space()='" + TYPE + "']]");
        browser.waitForText("h1", "Common Settings");
        browser.driver().findElement(row).findElement(By.linkText("Modify")).click();
        browser.waitFor("#dialog[open]");
        assertThat(browser.find("#dialog h1").getText()).isEqualTo("Modify Contact");
        // 3. click Add Receiver
        browser.find("#dialog summary").click();
        // 4. set Name and Email
        browser.find("#dialog [name=name]").sendKeys("Robin Chen");
        browser.find("#dialog [name=email]").sendKeys("robin@@example");
        // 5. click OK
        ok();
        // a wrong address is named, and typing goes on behind it
        browser.waitForText("#email-wrong", "email address");
        assertThat(browser.driver().switchTo().activeElement().getDomAttribute("id"))
                .isEqualTo("email");
        assertThat(browser.find("#dialog [name=name]").getDomProperty("value")).isEqualTo("Robin Chen");
        browser.key(Keys.BACK_SPACE.toString().repeat("@example".length()));
        browser.key("example.com");
        assertThat(browser.find("#dialog [name=email]").getDomProperty("value")).isEqualTo("robin@example.com");
        // the Enter key does the same, and nothing else
        browser.key(Keys.ENTER.toString());
        browser.waitForText("#dialog .choices", "Robin Chen");
        assertThat(browser.find("#dialog .choices").getText()).contains("Unverified");
        // 6. select the newly added user and click Save
        browser.driver()
                .findElement(By.xpath("//dialog//label[contains(., 'Robin Chen')]/input"))
                .click();
        browser.driver()
                .findElement(By.xpath("//dialog//button[normalize-space()='Save']"))
                .click();
        browser.waitForText(".flash", "The contact is saved.");
        assertThat(browser.driver().findElement(row).getText()).contains("Account owner", "Robin Chen");

        // the link in the mail that was sent verifies the address (M3)
        browser.openUntil("/messages/outbox", By.xpath("//tr[contains(., 'robin@example.com')]//a"))
                .click();
        Matcher link = Pattern.compile("/verify/([A-Za-z0-9_-]+)")
                .matcher(String.valueOf(browser.driver().getPageSource()));
        assertThat(link.find()).isTrue();
        browser.open(link.group());
        browser.find("main form button").click();
        browser.waitForText("[role=status]", "is verified");
        browser.open("/messages/receivers");
        var robin = By.xpath("//tr[contains(., 'robin@example.com')]");
        assertThat(browser.driver().findElement(robin).getText()).doesNotContain("Unverified");

        // and the next notice of that type goes to the new receiver as well (M2)
        browser.driver()
                .findElement(By.xpath("//button[normalize-space()='+1 week']"))
                .click();
        browser.openUntil(
                "/messages/outbox",
                By.xpath("//tbody/tr[contains(., 'robin@example.com') and contains(., 'release')]"));
        browser.assertNothingBroke();
    }

    @Test
    void paysWhatIsOwedAndSeesResourcesRestored() {
        browser.signIn("owner@acme.example");
        assertThat(browser.find(".banner.bad h2").getText()).startsWith("You owe CNY");
        browser.find(".banner.bad .btn").click();
        browser.waitFor("#dialog[open]");
        browser.driver()
                .findElement(By.xpath("//dialog//button[starts-with(normalize-space(), 'Pay')]"))
                .click();
        browser.waitForText(".flash", "was paid");
        assertThat(browser.all("#owed")).isEmpty();
        browser.assertNothingBroke();
    }

    private void ok() {
        browser.driver()
                .findElement(By.xpath("//dialog//button[normalize-space()='OK']"))
                .click();
    }
}
