package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.receiver.Verifications;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** X7: a form keeps what was typed, names the field that is wrong, and stores nothing. */
@PageTest
class PageFormsIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Receivers receivers;

    @Autowired
    private Resources resources;

    @Autowired
    private Users users;

    @Autowired
    private Verifications verifications;

    private Tenant acme;

    @BeforeEach
    void anAccount() {
        acme = fixture.tenant();
    }

    @Test
    void refusesABadAddressInAddReceiver() throws Exception {
        for (String email : List.of(
                "", "robin", "robin@", "robin@acme", "a@b@c", "x@y.example\r\nBcc: all@y.example", "é@x.example")) {
            String page = wrong(
                    "email",
                    form("/messages/settings/ACCOUNT_BILL_PAYMENT/contact/receiver")
                            .param("receiver", Long.toString(acme.receiver()))
                            .param("name", "Lin <Wei>")
                            .param("email", email));
            assertThat(page).contains("value=\"Lin &lt;Wei&gt;\"");
        }
        assertThat(receivers.list(acme.account())).hasSize(2);
    }

    @Test
    void refusesANameThatIsTakenTooLongOrInjectsAHeader() throws Exception {
        MockHttpServletResponse taken =
                send(form("/messages/receivers/new").param("name", "robin").param("email", "second@acme.example"));
        assertThat(taken.getStatus()).isEqualTo(422);
        assertThat(taken.getContentAsString())
                .contains("There is a receiver with this name already.", "id=\"name-wrong\"");
        for (String name : List.of("", "a\r\nBcc: b", "x".repeat(101), "\u202eevil")) {
            wrong("name", form("/messages/receivers/new").param("name", name).param("email", "a@acme.example"));
        }
        assertThat(receivers.list(acme.account())).hasSize(2);
    }

    /** Whoever fills in a form learns once what is wrong with it, not field by field. */
    @Test
    void saysAllThatIsWrongAtOnce() throws Exception {
        String receiver = wrong(
                "name",
                form("/messages/receivers/new")
                        .param("name", "robin")
                        .param("email", "x")
                        .param("phone", "abc"));
        assertThat(receiver).contains("3 fields are wrong", "id=\"email-wrong\"", "id=\"phone-wrong\"");
        assertThat(wrong("name", form("/account/users/invite").param("email", "x")))
                .contains("id=\"email-wrong\"", "id=\"role-wrong\"");
        assertThat(wrong(
                        "repeats", form("/billing/alert").param("enabled", "on").param("repeats", "99")))
                .contains("2 fields are wrong", "id=\"thresholds-wrong\"");
        assertThat(wrong(
                        "current",
                        form("/account/password").param("password", "short").param("again", "other")))
                .contains("id=\"password-wrong\"", "id=\"again-wrong\"");
        assertThat(wrong(
                        "url",
                        form("/account/webhooks/new").param("url", "ftp://x").param("description", "a\nb")))
                .contains("id=\"description-wrong\"");
        assertThat(receivers.list(acme.account())).hasSize(2);
    }

    /** Its own <i>Cancel</i> closes <i>Add Receiver</i>, and leaves the dialog as it was. */
    @Test
    void cancelsAddReceiverAndKeepsWhatWasSelected() throws Exception {
        String page = send(form("/messages/settings/ACCOUNT_BILL_PAYMENT/contact/receiver")
                        .param("cancel", "true")
                        .param("receiver", Long.toString(acme.receiver()))
                        .param("name", "Lin Wei")
                        .param("email", "lin@acme.example"))
                .getContentAsString();
        assertThat(page)
                .contains("Modify Contact", "value=\"" + acme.receiver() + "\" checked")
                .doesNotContain("Lin Wei", "<details class=\"adding\" open");
        assertThat(receivers.list(acme.account())).hasSize(2);
    }

    @Test
    void sendsAnotherCodeFromWhereItIsEntered() throws Exception {
        long mobile = receivers
                .add(acme.account(), new NewReceiver("Kim", "kim@acme.example", "+14155550100", null, false), "test")
                .id();
        String base = "/messages/receivers/" + mobile;
        assertThat(send(get(base + "/code")).getContentAsString()).contains("Send another code");
        assertThat(send(form(base + "/resend").param("channel", "SMS")).getRedirectedUrl())
                .isEqualTo(base + "/code");
        MockHttpServletResponse soon = send(form(base + "/resend").param("channel", "SMS"));
        assertThat(soon.getStatus()).isEqualTo(422);
        assertThat(soon.getContentAsString()).contains("Please wait a minute", "Enter code");
    }

    /** M3: five tries, and how many of them are left. */
    @Test
    void saysHowManyTriesOfACodeAreLeft() throws Exception {
        long mobile = receivers
                .add(acme.account(), new NewReceiver("Kim", "kim@acme.example", "+14155550100", null, false), "test")
                .id();
        String code = "/messages/receivers/" + mobile + "/code";
        verifications.newCode(acme.account(), mobile, "+14155550100", PageFixture.START);
        assertThat(send(get(code)).getContentAsString()).contains("5 tries are left.");
        for (String left : List.of("4 tries are", "3 tries are", "2 tries are", "One try is", "No try is")) {
            assertThat(wrong("code", form(code).param("code", "wrong"))).contains(left + " left");
        }
    }

    /** Links of the ledger say which bill each leads to. */
    @Test
    void namesTheBillsOfTheLedger() throws Exception {
        long named = bills.record(acme.account(), "dws", "7.00", PageFixture.START, "ACME-2026-1", List.of())
                .id();
        accounts.topUp(acme.account(), "47.00", "pays both");
        assertThat(send(get("/billing/funds")).getContentAsString())
                .contains("/billing/bills/" + named + "\">ACME-2026-1</a>")
                .contains("/billing/bills/" + acme.bill() + "\">" + acme.bill() + "</a>");
    }

    @Test
    void namesTheAccountsFieldsAndNotTheUsersOwn() throws Exception {
        for (String name : List.of("", "x".repeat(201))) {
            assertThat(wrong("accountName", form("/account/settings").param("accountName", name)))
                    .doesNotContain("id=\"name-wrong\"");
        }
    }

    @Test
    void refusesAmountsThatAreNone() throws Exception {
        for (String amount : List.of("", "-1", "0", "1.001", "abc", "1e3", "1,50", "9".repeat(40), "NaN")) {
            String page = wrong(
                    "amount",
                    form("/billing/top-up")
                            .param("amount", amount)
                            .param("means", "TEST_CARD")
                            .param("reference", "once"));
            assertThat(page).contains("value=\"" + amount + "\"");
        }
        wrong("means", form("/billing/top-up").param("amount", "10.00").param("means", "GOLD"));
        assertThat(accounts.standing(acme.account()).arrears().getAmount()).isEqualByComparingTo("40");
    }

    @Test
    void takesAmountsAsPagesPrintThem() throws Exception {
        assertThat(send(form("/billing/top-up")
                                .param("amount", " 1,234.50 ")
                                .param("means", "TEST_CARD")
                                .param("reference", "as-printed"))
                        .getStatus())
                .isEqualTo(302);
        assertThat(accounts.standing(acme.account()).cashBalance().getAmount()).isEqualByComparingTo("1194.50");
        assertThat(send(form("/billing/alert")
                                .param("enabled", "on")
                                .param("thresholds", "1,000", " 5 ", "", "", "")
                                .param("repeats", "3"))
                        .getStatus())
                .isEqualTo(302);
        assertThat(accounts.alert(acme.account()).thresholds())
                .extracting(Object::toString)
                .containsExactly("CNY 1000.00", "CNY 5.00");
    }

    @Test
    void keepsTheTimeZoneThatIsSetAndOffersNoneThatIsNoPlace() throws Exception {
        accounts.change(acme.account(), new Accounts.Changes(null, "UTC", null, null, null));
        assertThat(send(get("/account/profile")).getContentAsString())
                .contains("<option value=\"UTC\" selected=\"selected\">", "value=\"Asia/Shanghai\"")
                .doesNotContain("SystemV/", "Etc/GMT", "US/Pacific");
    }

    @Test
    void topsUpOnceHoweverOftenTheFormIsSent() throws Exception {
        for (int status : List.of(302, 422)) {
            MockHttpServletResponse answer = send(form("/billing/top-up")
                    .param("amount", "50.00")
                    .param("means", "TEST_CARD")
                    .param("reference", "the-same"));
            assertThat(answer.getStatus()).isEqualTo(status);
        }
        assertThat(accounts.standing(acme.account()).cashBalance().getAmount()).isEqualByComparingTo("10");
    }

    @Test
    void givesTheTopUpFormANewReferenceOnceTheOneBeforeIsUsed() throws Exception {
        String page = "";
        for (int i = 0; i < 2; i++) {
            page = send(form("/billing/top-up")
                            .param("amount", "50.00")
                            .param("means", "TEST_CARD")
                            .param("reference", "used"))
                    .getContentAsString();
        }
        assertThat(page).contains("This top-up has been made already", "value=\"50.00\"");
        Matcher fresh = Pattern.compile("name=\"reference\" value=\"([^\"]+)\"").matcher(page);
        assertThat(fresh.find()).isTrue();
        assertThat(fresh.group(1)).isNotEqualTo("used");
        assertThat(send(get("/billing/top-up")).getHeader("Cache-Control")).contains("no-store");
    }

    @Test
    void neverSaysThatNothingWasPaid() throws Exception {
        accounts.topUp(acme.account(), "40.00", "pays all");
        for (String shown : List.of("40.00", "0.00")) {
            MockHttpServletResponse answer =
                    send(form("/billing/pay").param("means", "FUNDS").param("shown", shown));
            assertThat(answer.getStatus()).isEqualTo(422);
            assertThat(answer.getContentAsString()).contains("Nothing is overdue.");
        }
    }

    @Test
    void offersNoPaymentOfABillThatDoesNotWaitForOne() throws Exception {
        accounts.topUp(acme.account(), "40.00", "pays it");
        assertThat(send(get("/billing/bills/" + acme.bill() + "/pay")).getContentAsString())
                .contains("This bill does not wait to be paid: Paid.")
                .doesNotContain("name=\"means\"");
    }

    @Test
    void savesChannelsOnlyWhereThereIsSomethingToChoose() throws Exception {
        assertThat(send(get("/messages/settings")).getContentAsString())
                .contains("id=\"channels-ACCOUNT_BILL_PAYMENT\"")
                .doesNotContain("id=\"channels-SECURITY_CONTACT_CHANGE\"");
    }

    @Test
    void leadsFromAMessageAboutArrearsToPaying() throws Exception {
        assertThat(overdue()).contains("This account owes CNY\u00a040.00.", "href=\"/billing/pay\"");
        accounts.topUp(acme.account(), "40.00", "pays them");
        assertThat(overdue()).doesNotContain("href=\"/billing/pay\"");
    }

    private String overdue() throws Exception {
        Matcher link = Pattern.compile("href=\"(/messages/[0-9]+)\">Payment overdue")
                .matcher(send(get("/messages")).getContentAsString());
        assertThat(link.find()).isTrue();
        return send(get(link.group(1))).getContentAsString();
    }

    @Test
    void saysThatACardIsDeclined() throws Exception {
        MockHttpServletResponse answer =
                send(form("/billing/top-up").param("amount", "50.00").param("means", "TEST_CARD_DECLINED"));
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getContentAsString()).contains("The card was declined.");
        assertThat(accounts.standing(acme.account()).cashBalance().isZero()).isTrue();
    }

    @Test
    void refusesThresholdsThatAreNoAmounts() throws Exception {
        for (String threshold : List.of("abc", "-5", "1.001", "0")) {
            MockHttpServletResponse answer = send(form("/billing/alert")
                    .param("enabled", "on")
                    .param("thresholds", threshold, "", "", "", "")
                    .param("repeats", "3"));
            assertThat(answer.getStatus()).isEqualTo(422);
            assertThat(answer.getContentAsString())
                    .contains("thresholds-wrong")
                    .contains("value=\"" + threshold + "\"");
        }
        wrong(
                "repeats",
                form("/billing/alert")
                        .param("enabled", "on")
                        .param("thresholds", "10.00")
                        .param("repeats", "many"));
        assertThat(accounts.alert(acme.account()).enabled()).isFalse();
    }

    @Test
    void renewsForThePeriodsAndPricesOfTheProviderAlone() throws Exception {
        accounts.topUp(acme.account(), "500.00", "enough");
        String renew = "/billing/resources/" + acme.resource() + "/renew";
        for (String period : List.of("soon", "P2D", "")) {
            MockHttpServletResponse answer =
                    send(form(renew).param("period", period).param("expected", "2026-06-01T00:00:00Z"));
            assertThat(answer.getStatus()).isEqualTo(422);
            assertThat(answer.getContentAsString()).contains("Choose one of those listed.");
        }
        assertThat(resources.get(acme.resource()).resource().requireExpiresAt()).isEqualTo("2026-06-01T00:00:00Z");

        send(form(renew).param("period", "P3M").param("price", "0.01").param("expected", "2026-06-01T00:00:00Z"));
        assertThat(accounts.standing(acme.account()).cashBalance().getAmount()).isEqualByComparingTo("370");
        assertThat(resources.get(acme.resource()).resource().requireExpiresAt()).isEqualTo("2026-09-01T00:00:00Z");
    }

    @Test
    void renewsNothingWithoutAPrice() throws Exception {
        accounts.topUp(acme.account(), "500.00", "enough");
        long unpriced = resources
                .register(
                        acme.account(),
                        "unpriced",
                        "maxcompute",
                        "cn-beijing",
                        BillingMode.SUBSCRIPTION,
                        Instant.parse("2026-06-01T00:00:00Z"))
                .resource()
                .id();
        String renew = "/billing/resources/" + unpriced + "/renew";
        assertThat(send(get(renew)).getContentAsString()).contains("has set no price");
        assertThat(send(form(renew).param("period", "P1M").param("expected", "2026-06-01T00:00:00Z"))
                        .getStatus())
                .isEqualTo(422);
        assertThat(resources.get(unpriced).resource().requireExpiresAt()).isEqualTo("2026-06-01T00:00:00Z");
    }

    /** Two clicks are two requests at once: both have seen the same end. */
    @Test
    void renewsOnceHoweverOftenTheFormIsSentAtOnce() throws Exception {
        accounts.topUp(acme.account(), "500.00", "enough");
        List<Callable<Integer>> clicks = Collections.nCopies(
                6,
                () -> send(form("/billing/resources/" + acme.resource() + "/renew")
                                .param("period", "P1M")
                                .param("expected", "2026-06-01T00:00:00Z"))
                        .getStatus());
        List<Integer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Integer> click : threads.invokeAll(clicks)) {
                answers.add(click.get());
            }
        }
        assertThat(answers).containsExactlyInAnyOrder(302, 422, 422, 422, 422, 422);
        assertThat(resources.get(acme.resource()).resource().requireExpiresAt()).isEqualTo("2026-07-01T00:00:00Z");
    }

    @Test
    void paysWhatWasShownAndNothingElse() throws Exception {
        bills.record(acme.account(), "dws", "900.00", PageFixture.START, null, List.of());
        MockHttpServletResponse answer =
                send(form("/billing/pay").param("means", "TEST_CARD").param("shown", "40.00"));
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getContentAsString()).contains("has changed since", "940.00");
        assertThat(accounts.standing(acme.account()).arrears().getAmount()).isEqualByComparingTo("940");
    }

    @Test
    void chargesAnotherCardOnceAndLeavesTheOneOnFile() throws Exception {
        accounts.putCard(acme.account(), "tok_ok");
        bills.record(acme.account(), "dws", "7.00", Instant.parse("2026-01-07T00:00:00Z"), null, List.of());
        long open = bills.list(acme.account(), Bill.Status.OPEN, 1, null)
                .items()
                .getFirst()
                .id();
        String pay = "/billing/bills/" + open + "/pay";
        MockHttpServletResponse declined =
                send(form(pay).param("means", "TEST_CARD_DECLINED").param("shown", "7.00"));
        assertThat(declined.getContentAsString()).contains("The card was declined.");
        assertThat(accounts.get(acme.account()).cardToken()).isEqualTo("tok_ok");

        accounts.putCard(acme.account(), "tok_declined");
        assertThat(send(form(pay).param("means", "TEST_CARD").param("shown", "7.00"))
                        .getStatus())
                .isEqualTo(302);
        assertThat(bills.get(open).bill().status()).isEqualTo(Bill.Status.PAID);
        assertThat(accounts.get(acme.account()).cardToken()).isEqualTo("tok_declined");
    }

    @Test
    void renewsOnceHoweverOftenTheFormIsSent() throws Exception {
        accounts.topUp(acme.account(), "500.00", "enough");
        for (int status : List.of(302, 422)) {
            MockHttpServletResponse answer = send(form("/billing/resources/" + acme.resource() + "/renew")
                    .param("period", "P1M")
                    .param("expected", "2026-06-01T00:00:00Z"));
            assertThat(answer.getStatus()).isEqualTo(status);
        }
        assertThat(accounts.standing(acme.account()).cashBalance().getAmount()).isEqualByComparingTo("430");
    }

    @Test
    void asksForTheNameBeforeAnythingIsLost() throws Exception {
        wrong("name", form("/billing/resources/" + acme.resource() + "/delete").param("name", "something else"));
        assertThat(resources.get(acme.resource()).resource().isReleased()).isFalse();
    }

    /** Enter presses a form's first button, here as the Save that follows it. */
    @Test
    void addsTheReceiverThatWasTypedBeforeItSaves() throws Exception {
        String page = send(form("/messages/settings/ACCOUNT_BILL_PAYMENT/contact")
                        .param("receiver", Long.toString(acme.receiver()))
                        .param("name", "Lin Wei")
                        .param("email", "lin@acme.example"))
                .getContentAsString();
        assertThat(page).contains("Lin Wei").containsPattern("<button class=\"hidden-visually\"[^>]*></button>");
        assertThat(page.indexOf("hidden-visually\" tabindex")).isLessThan(page.indexOf("/contact/resend"));
        assertThat(receivers.list(acme.account())).hasSize(3);
    }

    @Test
    void keepsOneReceiverChosenAndKnowsNoStrangers() throws Exception {
        long stranger = fixture.tenant().receiver();
        String path = "/messages/settings/ACCOUNT_BILL_PAYMENT/contact";
        assertThat(send(form(path)).getStatus()).isEqualTo(422);
        assertThat(send(form(path).param("receiver", Long.toString(stranger))).getStatus())
                .isEqualTo(422);
        assertThat(send(form(path).param("receiver", "1; DROP TABLE receivers")).getStatus())
                .isEqualTo(422);
    }

    @Test
    void resendsALinkFromTheDialogAndKeepsWhatWasSelectedAndTyped() throws Exception {
        String path = "/messages/settings/ACCOUNT_BILL_PAYMENT/contact/resend";
        long owner = receivers.owner(acme.account()).id();
        for (int status : List.of(200, 422)) {
            MockHttpServletResponse answer = send(form(path)
                    .param("to", Long.toString(acme.receiver()))
                    .param("receiver", Long.toString(acme.receiver()))
                    .param("name", "Lin"));
            assertThat(answer.getStatus()).isEqualTo(status);
            assertThat(answer.getContentAsString())
                    .contains(status == 200 ? "once more" : "Please wait a minute")
                    .contains("value=\"Lin\"", "value=\"" + acme.receiver() + "\" checked");
        }
        assertThat(send(form(path).param("to", Long.toString(owner))).getContentAsString())
                .contains("verified already");
        assertThat(send(form(path).param("to", Long.toString(fixture.tenant().receiver())))
                        .getStatus())
                .isEqualTo(404);
        assertThat(send(form(path).param("to", "x")).getStatus()).isEqualTo(404);
    }

    @Test
    void bindsNothingThatTheFormDoesNotAskFor() throws Exception {
        send(form("/account/profile")
                .param("name", "Mei")
                .param("locale", "en")
                .param("role", "OPERATOR")
                .param("accountId", "1")
                .param("email", "other@acme.example"));
        var owner = users.find(acme.users().get(Role.OWNER).id()).orElseThrow();
        assertThat(owner.role()).isEqualTo(Role.OWNER);
        assertThat(owner.accountId()).isEqualTo(acme.account());
        assertThat(owner.email()).isEqualTo(acme.users().get(Role.OWNER).email());
        assertThat(owner.name()).isEqualTo("Mei");
    }

    @Test
    void refusesRolesThatCannotBeGiven() throws Exception {
        for (String role : List.of("OPERATOR", "OWNER", "", "ROOT")) {
            wrong(
                    "role",
                    form("/account/users/invite")
                            .param("name", "Eve")
                            .param("email", "eve@acme.example")
                            .param("role", role));
        }
        assertThat(users.ofAccount(acme.account())).hasSize(4);
    }

    @Test
    void answersUnknownFiltersAndCursorsWithAPage() throws Exception {
        for (String path : List.of(
                "/billing/bills?status=NONE",
                "/billing/resources?phase=x&mode=y&product=z",
                "/messages?category=zzz&unread=maybe",
                "/billing/timeline?days=-4")) {
            assertThat(send(get(path)).getStatus()).as(path).isEqualTo(200);
        }
        for (String path : List.of(
                "/billing/bills?cursor=zz",
                "/billing/resources?cursor=zz",
                "/billing/resources?cursor=9999-01-01T00:00:00Z_x",
                "/messages?cursor=%00",
                "/billing/funds?cursor=1e9",
                "/billing/resources/99999999999999999999999")) {
            assertThat(send(get(path)).getStatus()).as(path).isEqualTo(404);
        }
    }

    private MockHttpServletRequestBuilder form(String path) {
        return post(path).with(csrf());
    }

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.with(as(acme.users().get(Role.OWNER))))
                .andReturn()
                .getResponse();
    }

    private String wrong(String field, MockHttpServletRequestBuilder request) throws Exception {
        MockHttpServletResponse answer = send(request);
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getContentAsString()).contains("id=\"" + field + "-wrong\"");
        return answer.getContentAsString();
    }
}
