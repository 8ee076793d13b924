package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import io.tideover.scheduler.clock.ClockAdvance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/** What a resource's own page says of it. */
@PageTest
class ResourcePageIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Users users;

    @Autowired
    private ClockAdvance clocks;

    /** What <i>Next</i> names is on the line, however far off it is. */
    @Test
    void drawsThePhasesAheadHoweverFarOff() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "far");
        long nearer = subscription(acme, "nearer", 200);
        long farther = subscription(acme, "farther", 3_000);

        assertThat(line(acme, nearer)).contains("rect class=\"grace ahead\"", "rect class=\"released ahead\"");
        assertThat(line(acme, farther)).contains("rect class=\"grace ahead\"").doesNotContain("released ahead");
    }

    private long subscription(Tenant tenant, String name, int days) {
        return resources
                .register(
                        tenant.account(),
                        name,
                        "dws",
                        "cn-north-4",
                        BillingMode.SUBSCRIPTION,
                        PageFixture.START.plus(Duration.ofDays(days)))
                .resource()
                .id();
    }

    private String line(Tenant tenant, long resource) throws Exception {
        return mvc.perform(get("/billing/resources/" + resource)
                        .with(as(tenant.users().get(Role.VIEWER))))
                .andReturn()
                .getResponse()
                .getContentAsString()
                .split("<svg class=\"lifeline\"")[1]
                .split("</svg>")[0];
    }

    /** R5: why a release is held is between the provider's staff; the customer learns that it is. */
    @Test
    void keepsTheReasonOfAHoldFromTheCustomer() throws Exception {
        Tenant acme = fixture.tenant();
        resources.hold(acme.resource(), "Court order 17", "Support");
        for (String path : List.of("/billing/resources/" + acme.resource(), "/billing/resources")) {
            assertThat(mvc.perform(get(path).with(as(acme.users().get(Role.OWNER))))
                            .andReturn()
                            .getResponse()
                            .getContentAsString())
                    .contains("Held by support")
                    .doesNotContain("Court order");
        }
        assertThat(mvc.perform(get("/operations/resources/" + acme.resource() + "/lift")
                                .with(as(fixture.operator())))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .contains("Court order 17");
    }

    /** R9: support's extensions are recorded, who and why, and can be read. */
    @Test
    void showsWhoExtendedItAndWhyR9() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "r9");
        long resource = resources
                .register(acme.account(), "extended", "dws", "cn-north-4", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        bills.record(acme.account(), "dws", "100000.00", PageFixture.START, null, List.of());
        resources.extend(resource, 3, "The transfer is on its way", "Support");

        assertThat(page(acme, Role.VIEWER, resource)).contains("Extensions", "The transfer is on its way", "Support");
    }

    /** R7: what is owed, what comes, and what to press, on the page of each resource that suffers from it. */
    @Test
    void saysWhatIsOwedWhatComesAndWhatToPress() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "enough");
        long resource = resources
                .register(acme.account(), "clicks", "dws", "cn-north-4", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        assertThat(page(acme, Role.FINANCE, resource)).doesNotContain("ends-title", "/billing/pay");

        bills.record(acme.account(), "dws", "1234.50", PageFixture.START, null, List.of());
        assertThat(page(acme, Role.FINANCE, resource))
                .contains(
                        "It will be frozen on 21 Jan",
                        "Pay the CNY\u00a01,234.50 that is owed, and it is active again at once.",
                        "active again if you pay CNY\u00a01,234.50 now",
                        "/billing/pay");
        bills.record(acme.account(), "dws", "7.00", Instant.parse("2026-01-20T00:00:00Z"), null, List.of());
        assertThat(page(acme, Role.FINANCE, resource))
                .contains("active again, until 20 Jan, 08:00, if you pay just CNY\u00a01,234.50 now");
        assertThat(page(acme, Role.VIEWER, resource))
                .contains("It will be frozen on 21 Jan")
                .doesNotContain("/billing/pay");
        assertThat(page(acme, Role.FINANCE, acme.resource()))
                .contains("Renewals are denied while CNY\u00a01,234.50 is owed.")
                .doesNotContain("ends-title");
    }

    /** R8: what would be refused is not offered. */
    @Test
    void offersNoRenewalWhileTheAccountIsInArrears() throws Exception {
        Tenant acme = fixture.tenant();
        String renew = "/billing/resources/" + acme.resource() + "/renew";
        PortalUser owner = acme.users().get(Role.OWNER);
        for (String path : List.of("/billing/resources", "/billing/resources/" + acme.resource())) {
            assertThat(page(owner, path)).contains("Renewals are denied while").doesNotContain(renew);
        }
        assertThat(page(owner, renew)).contains("Renewals are denied while").doesNotContain("name=\"period\"");

        accounts.topUp(acme.account(), "40.00", "settled");
        for (String path : List.of("/billing/resources", "/billing/resources/" + acme.resource())) {
            assertThat(page(owner, path)).contains(renew).doesNotContain("Renewals are denied while");
        }
        assertThat(page(owner, renew)).contains("name=\"period\"");
    }

    /** R8: a subscription that ended is rescued by renewing it, as long as nothing is owed. */
    @Test
    void saysThatRenewingRescuesASubscriptionThatEnded() throws Exception {
        long resource = fixture.endingSubscription();
        long account = resources.accountOf(resource);
        clocks.advance(accounts.get(account).clockId(), PageFixture.START.plus(Duration.ofDays(3)));
        assertThat(page(reader(account, Locale.ENGLISH), resource))
                .contains("It will be frozen on 22 Jan", "Renew it, and it is active again at once.")
                .doesNotContain("/billing/pay");
        assertThat(page(reader(account, Locale.SIMPLIFIED_CHINESE), resource))
                .contains("宽限期", "续费后，它立即恢复运行。")
                .doesNotContain(">Grace<");
    }

    private PortalUser reader(long account, Locale language) {
        return users.add(
                account,
                language.getLanguage() + account + "@example.com",
                "Reader",
                Role.VIEWER,
                language,
                PageFixture.PASSWORD);
    }

    private String page(Tenant tenant, Role role, long resource) throws Exception {
        return page(tenant.users().get(role), resource);
    }

    private String page(PortalUser user, long resource) throws Exception {
        return page(user, "/billing/resources/" + resource);
    }

    private String page(PortalUser user, String path) throws Exception {
        MockHttpServletResponse answer =
                mvc.perform(get(path).with(as(user))).andReturn().getResponse();
        assertThat(answer.getStatus()).isEqualTo(200);
        return answer.getContentAsString();
    }

    /** S8: more resources than follow an account's decision with it. */
    @Test
    void showsThePhaseThatWasDecidedBeforeAllHaveFollowed() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "s8");
        for (int i = 0; i < 260; i++) {
            resources.register(acme.account(), "follower-" + i, "dws", "cn-north-4", BillingMode.PAY_AS_YOU_GO, null);
        }
        bills.record(acme.account(), "dws", "100000.00", PageFixture.START, null, List.of());

        assertThat(page(acme, "/billing/resources?phase=GRACE")).contains("follower-0<");
        assertThat(page(acme, "/billing/resources?phase=ACTIVE")).doesNotContain("follower-0<");
        assertThat(page(acme, "/billing/overview")).contains("still being brought to the latest change");
    }

    private String page(Tenant tenant, String path) throws Exception {
        return page(tenant.users().get(Role.VIEWER), path);
    }
}
