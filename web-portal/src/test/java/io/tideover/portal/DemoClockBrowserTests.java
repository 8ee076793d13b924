package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The bar at the foot while time is on its way, as it is after the death of a server that moved it. */
@DemoTest
class DemoClockBrowserTests {

    private static final Instant TARGET = PageFixture.START.plus(Duration.ofDays(7));

    @LocalServerPort
    private int port;

    @Autowired
    private Accounts accounts;

    @Autowired
    private TestClocks clocks;

    private Tenant acme;
    private long clock;

    @BeforeEach
    void anAccountOnAClockOfItsOwn(@Autowired AutowireCapableBeanFactory beans) {
        acme = beans.createBean(PageFixture.class).tenant();
        clock = accounts.get(acme.account()).clockId();
    }

    @Test
    void saysWhereTheClockIsOnItsWayToAndShowsThePageAnewOnceItIsThere() {
        begin();
        Browser browser = signedIn(true);
        assertThat(browser.find(".foot").getText()).contains("On its way to 2026-01-13");
        assertThat(browser.all(".foot button")).isEmpty();

        arrive();
        browser.waitFor(".foot button");
        assertThat(browser.find("#simulated-date").getText()).startsWith("2026-01-13");
        browser.assertNothingBroke();
    }

    @ParameterizedTest(name = "with scripts: {0}")
    @ValueSource(booleans = {true, false})
    void addsNothingToAnAdvanceThatIsOnItsWay(boolean script) {
        Browser browser = signedIn(script);
        begin();
        browser.driver()
                .findElement(By.xpath("//footer//button[normalize-space()='+1 day']"))
                .click();
        browser.waitForDone("on its way already");
        assertThat(browser.find(".foot").getText()).contains("On its way to 2026-01-13");
        if (!script) {
            arrive();
            browser.follow("Look again");
            browser.waitFor(".foot button");
        }
        arrive();
        browser.assertNothingBroke();
    }

    /** A server took it on and has been silent since, but not for so long that another takes over. */
    private void begin() {
        clocks.beginAdvance(clock, TARGET, clocks.now(TestClocks.WALL).plus(Duration.ofHours(1)));
    }

    private void arrive() {
        clocks.move(clock, TARGET, clocks.now(TestClocks.WALL));
        clocks.endAdvance(clock);
    }

    private Browser signedIn(boolean script) {
        Browser browser = Browser.shared(port, script);
        browser.signIn(acme.users().get(Role.OWNER).email(), PageFixture.PASSWORD);
        return browser;
    }
}
