package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.receiver.AddressBook;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSettings;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import io.tideover.scheduler.clock.ClockAdvance;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.MockMvc;

/** What Overview and Timeline say to an account that owes money. */
@PageTest
class OverviewIntegrationTests {

    private static final String KEPT = "Nothing is lost until then.";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private ClockAdvance advance;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Receivers receivers;

    @Autowired
    private AddressBook addresses;

    @Autowired
    private MessageSettings settings;

    @Test
    void countsEveryResourceThatArrearsTakeAway() throws Exception {
        Tenant acme = settled();
        for (int i = 0; i < 105; i++) {
            payAsYouGo(acme, "cluster-" + i);
        }
        bills.record(acme.account(), "dws", "40.00", PageFixture.START, null, List.of());
        assertThat(page("/billing/overview", acme))
                .contains("105 resources will be frozen on 21 Jan", KEPT)
                .doesNotContain("overview.ending");
    }

    @Test
    void doesNotSayThatNothingIsLostWhereAReleaseComesFirst() throws Exception {
        Tenant acme = settled();
        long cluster = payAsYouGo(acme, "cluster");
        // locked when it expires, and released before the cluster is suspended
        resources.register(
                acme.account(),
                "project",
                "maxcompute",
                "cn-beijing",
                BillingMode.SUBSCRIPTION,
                PageFixture.START.plusSeconds(60));
        bills.record(acme.account(), "dws", "40.00", PageFixture.START, null, List.of());
        assertThat(owed(acme)).contains("cluster will be frozen on 21 Jan").contains(KEPT);

        resources.extend(cluster, 5, "The transfer is on its way", "Support");

        assertThat(owed(acme)).contains("cluster will be frozen on 26 Jan").doesNotContain(KEPT);
    }

    /** B3: an alert is silent in arrears; that funds were below all the while is not denied. */
    @Test
    void doesNotSayThatFundsHaveNotFallenWhileTheyAreOwed() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.setAlert(acme.account(), true, List.of("10.00"), 3);
        assertThat(page("/billing/overview", acme))
                .contains("funds have been below all along")
                .doesNotContain("funds have not fallen below them");
    }

    @Test
    void saysWhatIsSuspendedAlready() throws Exception {
        Tenant acme = settled();
        payAsYouGo(acme, "cluster");
        bills.record(acme.account(), "dws", "40.00", PageFixture.START, null, List.of());
        assertThat(owed(acme)).doesNotContain("cannot be used");

        long clock = accounts.get(acme.account()).clockId();
        advance.advance(clock, Instant.parse("2026-01-22T00:00:00Z"));
        assertThat(owed(acme)).contains("1 resource is suspended and cannot be used until it is paid.");
    }

    @Test
    void namesTheBillThatFallsDue() throws Exception {
        Tenant acme = fixture.tenant();
        long bill = bills.record(
                        acme.account(), "dws", "268.00", Instant.parse("2026-01-12T00:00:00Z"), null, List.of())
                .id();
        assertThat(page("/billing/timeline", acme))
                .contains("A bill of CNY\u00a0268.00 falls due", "/billing/bills/" + bill);
    }

    /** M2 to M4: a message that is ahead is told to those it would go to now. */
    @Test
    void saysToWhomEachMessageGoes() throws Exception {
        Tenant acme = settled();
        payAsYouGo(acme, "cluster");
        accounts.putCard(acme.account(), "tok_declined");
        bills.record(acme.account(), "dws", "40.00", PageFixture.START, null, List.of());
        bills.record(acme.account(), "dws", "5.00", Instant.parse("2026-01-12T00:00:00Z"), null, List.of());
        for (String path : List.of("/billing/overview", "/billing/timeline")) {
            assertThat(page(path, acme)).contains("Message to Account owner: suspension ahead");
        }
        long finance = receivers
                .add(acme.account(), new NewReceiver("Finance team", "finance@acme.example", null, null, true), "test")
                .id();
        settings.put(
                acme.account(),
                MessageType.PRODUCT_OVERDUE_SUSPENSION_RELEASE,
                Set.of(ChannelKind.EMAIL),
                List.of(finance, acme.receiver()),
                "test");
        settings.put(acme.account(), MessageType.ACCOUNT_BILL_PAYMENT, Set.of(), List.of(acme.receiver()), "test");
        assertThat(page("/billing/timeline", acme))
                .contains("Message to Finance team: suspension ahead", "Shown in the Message Center: payment failed")
                .doesNotContain("Message to Finance team, Robin");
        settings.put(
                acme.account(),
                MessageType.PRODUCT_OVERDUE_SUSPENSION_RELEASE,
                Set.of(ChannelKind.EMAIL),
                List.of(acme.receiver()),
                "test");
        assertThat(page("/billing/timeline", acme)).contains("Message to Account owner: suspension ahead");
    }

    @Test
    void showsWhatPayingNowWouldChangeAndWhatNot() throws Exception {
        Tenant acme = settled();
        payAsYouGo(acme, "cluster");
        assertThat(page("/billing/timeline", acme)).doesNotContain("if you pay");
        bills.record(acme.account(), "dws", "40.00", PageFixture.START, null, List.of());
        bills.record(acme.account(), "dws", "7.00", Instant.parse("2026-01-20T00:00:00Z"), null, List.of());

        assertThat(page("/billing/timeline", acme))
                .contains(
                        "Resource by resource",
                        "Grace until 21 Jan, 09:00",
                        "Frozen until 5 Feb, 09:00",
                        "if you pay CNY\u00a040.00 now",
                        "What paying does not stop");
    }

    @Test
    void warnsWhereTheOwnersOwnAddressIsRefused() throws Exception {
        Tenant acme = settled();
        Receiver owner = receivers.owner(acme.account());
        String address = Objects.requireNonNull(owner.email()).value();
        assertThat(page("/billing/overview", acme)).doesNotContain("cannot be reached");
        addresses.dead(owner.id(), ChannelKind.EMAIL, address, PageFixture.START);
        assertThat(page("/billing/overview", acme))
                .contains("The account owner cannot be reached.", address + " was refused");
    }

    private Tenant settled() {
        Tenant tenant = fixture.tenant();
        accounts.topUp(tenant.account(), "40.00", "settled");
        return tenant;
    }

    private String owed(Tenant tenant) throws Exception {
        return page("/billing/overview", tenant).split("id=\"owed\"")[1].split("</section>")[0];
    }

    private long payAsYouGo(Tenant tenant, String name) {
        return resources
                .register(tenant.account(), name, "dws", "cn-beijing", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
    }

    private String page(String path, Tenant tenant) throws Exception {
        return mvc.perform(get(path).with(as(tenant.users().get(Role.VIEWER))))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }
}
