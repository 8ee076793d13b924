package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

/** Account > Activity: what an account's users change, pay and remove can be read by them and by operators, and by nobody else. */
@PageTest
class ActivityIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Resources resources;

    @Autowired
    private AuditLog audit;

    private Tenant acme;

    @BeforeEach
    void anAccount() {
        acme = fixture.tenant();
    }

    @Test
    void saysWhatIsPaidAndRenewed() throws Exception {
        done("/billing/pay", "means", "TEST_CARD", "shown", "40.00");
        done("/billing/top-up", "amount", "500", "means", "TEST_CARD", "reference", "activity");
        done("/billing/card", "means", "TEST_CARD");
        done("/billing/alert", "enabled", "on", "thresholds", "75.00", "repeats", "3");
        done("/billing/alert/switch", "on", "false");
        String resource = "/billing/resources/" + acme.resource();
        done(resource + "/renew", "period", "P1M", "expected", "2026-06-01T00:00:00Z");
        done(resource + "/auto-renew", "enabled", "on", "period", "P3M");
        done(resource + "/auto-renew", "period", "P3M");
        long unused = resources
                .register(acme.account(), "unused", "dws", "cn-beijing", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        done("/billing/resources/" + unused + "/delete", "name", "unused");

        assertThat(deeds())
                .containsExactly(
                        "RESOURCE_DELETED",
                        "AUTO_RENEWAL_OFF",
                        "AUTO_RENEWAL_ON",
                        "RESOURCE_RENEWED",
                        "BALANCE_ALERT",
                        "BALANCE_ALERT",
                        "CARD",
                        "TOP_UP",
                        "BILLS_PAID");
        assertThat(page("/account/activity", acme.users().get(Role.VIEWER)))
                .contains("Bills paid", "CNY\u00a040.00", Long.toString(acme.bill()))
                .contains("Topped up", "CNY\u00a0500.00")
                .contains("On, below CNY 75.00", "3 months", "unused")
                .contains(owner().email());
    }

    @Test
    void saysWhoIsToldAndWhoMayComeIn() throws Exception {
        done("/messages/receivers/new", "name", "Lin Wei", "email", "lin@acme.example");
        done("/messages/receivers/" + acme.receiver() + "/edit", "name", "Robin Chen", "email", "robin@acme.example");
        done("/messages/settings", "type", "ACCOUNT_BILL_PAYMENT", "channel", "EMAIL");
        done("/messages/settings/ACCOUNT_BILL_PAYMENT/contact", "receiver", Long.toString(acme.receiver()));
        done("/messages/receivers/" + acme.receiver() + "/remove");
        done("/account/users/invite", "name", "Eve", "email", "eve@" + acme.account() + ".example", "role", "VIEWER");
        String viewer = "/account/users/" + acme.users().get(Role.VIEWER).id();
        done(viewer + "/role", "role", "FINANCE");
        done(viewer + "/remove");
        done("/account/settings", "accountName", "Renamed", "accountLocale", "en", "timeZone", "Asia/Tokyo");
        String password = "a quite new password";
        done("/account/password", "current", PageFixture.PASSWORD, "password", password, "again", password);
        done("/account/webhooks/" + acme.webhook() + "/rotate");

        assertThat(deeds())
                .containsExactly(
                        "WEBHOOK_SECRET_CHANGED",
                        "PASSWORD_CHANGED",
                        "ACCOUNT_CHANGED",
                        "USER_REMOVED",
                        "USER_ROLE",
                        "USER_INVITED",
                        "RECEIVER_REMOVED",
                        "CONTACTS",
                        "CHANNELS",
                        "RECEIVER_CHANGED",
                        "RECEIVER_ADDED");
        assertThat(page("/account/activity", owner()))
                .contains("Lin Wei", "Robin Chen", "Bill and Payment Notifications", "Asia/Tokyo", "hooks.invalid")
                .contains("Role changed", "Finance")
                .doesNotContain(password);
    }

    @Test
    void saysWhoCameInAndSetAnotherPassword() throws Exception {
        String email = "eve@" + acme.account() + ".example";
        done("/account/users/invite", "name", "Eve", "email", email, "role", "VIEWER");
        done(fixture.linkMailedTo(email), "password", "a first password", "again", "a first password");
        assertThat(send("/forgotten", "email", email)).isEqualTo(200);
        await().until(() -> fixture.linkMailedTo(email).startsWith("/passwords/"));
        done(fixture.linkMailedTo(email), "password", "a second password", "again", "a second password");
        assertThat(audit.ofAccount(acme.account(), 100, null).items())
                .extracting(entry -> entry.actor() + " " + entry.action())
                .containsExactly(
                        email + " PASSWORD_CHANGED", email + " USER_ACCEPTED", owner().email() + " USER_INVITED");
    }

    /** What comes to nothing is no deed. */
    @Test
    void saysNothingOfWhatWasRefused() throws Exception {
        String form = "/billing/resources/" + acme.resource() + "/delete";
        assertThat(send(form, "name", "another")).isEqualTo(422);
        assertThat(send("/billing/top-up", "amount", "5", "means", "TEST_CARD_DECLINED"))
                .isEqualTo(422);
        assertThat(page("/account/activity", owner())).contains("Nothing yet");
    }

    @Test
    void isForTheAccountAndOperatorsAlone() throws Exception {
        done("/messages/receivers/new", "name", "Confidential", "email", "lin@acme.example");
        PortalUser operator = fixture.operator();
        assertThat(page("/account/activity", fixture.tenant().users().get(Role.OWNER)))
                .doesNotContain("Confidential");
        assertThat(page("/operations/accounts/" + acme.account() + "/activity", operator))
                .contains("Confidential", "127.0.0.1");
        // where it was done from is for those who manage the account
        assertThat(page("/account/activity", owner())).contains("Confidential", "127.0.0.1");
        assertThat(page("/account/activity", acme.users().get(Role.VIEWER)))
                .contains("Confidential")
                .doesNotContain("127.0.0.1");
        assertThat(audit.ofOperators(100, null).items())
                .noneMatch(entry -> entry.target().equals("Confidential"));

        // what operators do is in their own log
        audit.record(operator, "RESOURCE_HOLD", acme.account(), "orders", AuditLog.Detail.text("A lawsuit"));
        assertThat(page("/account/activity", owner())).doesNotContain("A lawsuit");
    }

    private List<String> deeds() {
        return audit.ofAccount(acme.account(), 100, null).items().stream()
                .map(AuditLog.Entry::action)
                .toList();
    }

    private PortalUser owner() {
        return acme.users().get(Role.OWNER);
    }

    private void done(String path, String... fields) throws Exception {
        assertThat(send(path, fields))
                .as("%s %s", path, Arrays.toString(fields))
                .isEqualTo(302);
    }

    private int send(String path, String... fields) throws Exception {
        var form = post(path).with(csrf()).with(as(owner()));
        for (int i = 0; i < fields.length; i += 2) {
            form.param(fields[i], fields[i + 1]);
        }
        return mvc.perform(form).andReturn().getResponse().getStatus();
    }

    private String page(String path, PortalUser user) throws Exception {
        return mvc.perform(get(path).with(as(user))).andReturn().getResponse().getContentAsString();
    }
}
