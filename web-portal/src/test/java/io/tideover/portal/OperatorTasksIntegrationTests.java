package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.AlertDefaults;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Reconciliation;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.event.EventFeed;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSettings;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.page.Done;
import io.tideover.portal.security.ApiKey;
import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.ApiScope;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import io.tideover.scheduler.clock.ClockAdvance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** What operators do on their pages: API keys, balance alerts and their defaults (B4), reconciliation (F4), finding accounts. */
@PageTest
class OperatorTasksIntegrationTests {

    private static final Pattern KEY = Pattern.compile("id=\"api-key\">(tide_[A-Za-z0-9_-]+)<");

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Resources resources;

    @Autowired
    private Bills bills;

    @Autowired
    private ClockAdvance clocks;

    @Autowired
    private Clock clock;

    @Autowired
    private Users users;

    @Autowired
    private AlertDefaults alertDefaults;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private AuditLog audit;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Ids ids;

    @Autowired
    private Receivers receivers;

    @Autowired
    private MessageSettings settings;

    @Autowired
    private EventFeed feed;

    private PortalUser operator;
    private Tenant acme;

    @BeforeEach
    void anOperatorAndAnAccount() {
        operator = fixture.operator();
        acme = fixture.tenant();
    }

    @Test
    void showsANewKeyOnceAndSaysWhenItWasUsed() throws Exception {
        String name = "Billing " + acme.account();
        MockHttpServletResponse made = send(form("/operations/api-keys/new")
                .param("name", name)
                .param("scopes", "billing:write", "accounts:read")
                .param("account", Long.toString(acme.account())));
        Matcher shown = KEY.matcher(made.getContentAsString());
        assertThat(shown.find()).isTrue();
        assertThat(page("/operations/api-keys")).contains(name, "Never").doesNotContain(shown.group(1));

        ApiKey key = keys.authenticate(shown.group(1)).orElseThrow();
        assertThat(key.scopes()).containsExactlyInAnyOrder(ApiScope.BILLING_WRITE, ApiScope.ACCOUNTS_READ);
        assertThat(key.accountId()).isEqualTo(acme.account());
        assertThat(listed(key.id()).lastUsedAt()).isNotNull();

        assertThat(send(form("/operations/api-keys/" + key.id() + "/revoke")).getStatus())
                .isEqualTo(302);
        assertThat(keys.authenticate(shown.group(1))).isEmpty();
        assertThat(audit.ofOperators(20, null).items())
                .filteredOn(entry -> entry.target().equals(name))
                .extracting(AuditLog.Entry::action)
                .containsExactly("API_KEY_REVOKED", "API_KEY_CREATED");
    }

    /** Keys that were revoked do not push one that still opens out of the list, or out of reach. */
    @Test
    void keepsAKeyInReachHoweverManyWereMadeSince() throws Exception {
        ApiKey first = keys.create("First " + acme.account(), Set.of(ApiScope.CLOCKS), null)
                .key();
        try {
            for (int i = 0; i < 501; i++) {
                jdbc.update(
                        "INSERT INTO api_keys (id, name, key_hash, scopes, created_at, revoked_at)"
                                + " SELECT ?, 'Many', ?, scopes, created_at, created_at FROM api_keys WHERE id = ?",
                        ids.next(),
                        "%064d".formatted(i),
                        first.id());
            }
            assertThat(page("/operations/api-keys")).contains(first.name());
            assertThat(send(form("/operations/api-keys/" + first.id() + "/revoke"))
                            .getStatus())
                    .isEqualTo(302);
            assertThat(page("/operations/api-keys/" + first.id() + "/revoke")).contains(first.name());
        } finally {
            jdbc.update("DELETE FROM api_keys WHERE name = 'Many'");
        }
    }

    @Test
    void refusesKeysWithoutAScopeOrANameOrForNoAccount() throws Exception {
        int before = keys.list().size();
        for (String account : List.of("1", "x", "-1", "9".repeat(40), acme.account() + " OR 1=1")) {
            wrong(
                    "account-wrong",
                    form("/operations/api-keys/new")
                            .param("name", "Billing")
                            .param("scopes", "billing:write")
                            .param("account", account));
        }
        wrong("scopes-wrong", form("/operations/api-keys/new").param("name", "Billing"));
        wrong(
                "scopes-wrong",
                form("/operations/api-keys/new").param("name", "Billing").param("scopes", "all"));
        for (String name : List.of("", "a\r\nb", "x".repeat(101))) {
            wrong(
                    "name-wrong",
                    form("/operations/api-keys/new").param("name", name).param("scopes", "clocks"));
        }
        assertThat(keys.list()).hasSize(before);
    }

    @Test
    void saysAllThatIsWrongWithAKeyAtOnce() throws Exception {
        MockHttpServletResponse answer = send(form("/operations/api-keys/new").param("account", "1"));
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getContentAsString())
                .contains("3 fields are wrong", "id=\"name-wrong\"", "id=\"scopes-wrong\"", "id=\"account-wrong\"");
    }

    @Test
    void setsWhatNewAccountsStartWith() throws Exception {
        assertThat(send(form("/operations/alert-defaults/edit")
                                .param("currency", "isk")
                                .param("enabled", "on")
                                .param("thresholds", "5000", "", "1000", "", "")
                                .param("repeats", "2"))
                        .getRedirectedUrl())
                .isEqualTo("/operations/alert-defaults");
        assertThat(page("/operations/alert-defaults")).contains("ISK");
        long opened = accounts.open("Nordic", "ISK", "Atlantic/Reykjavik", "en", null, null, 0, null);
        assertThat(accounts.alert(opened).thresholds())
                .extracting(Object::toString)
                .containsExactly("ISK 5000", "ISK 1000");
        assertThat(send(form("/operations/alert-defaults/ISK/remove")).getStatus())
                .isEqualTo(302);
        assertThat(alertDefaults.all())
                .noneMatch(each -> each.currency().getCode().equals("ISK"));
    }

    @Test
    void refusesDefaultsThatCannotBe() throws Exception {
        String path = "/operations/alert-defaults/edit";
        for (String currency : List.of("", "GOLD", "XXX", "<b>")) {
            wrong("currency-wrong", form(path).param("currency", currency).param("thresholds", "10"));
        }
        for (String threshold : List.of("-1", "1.001", "abc", "0")) {
            wrong("thresholds-wrong", form(path).param("currency", "DKK").param("thresholds", threshold));
        }
        wrong("thresholds-wrong", form(path).param("currency", "DKK").param("enabled", "on"));
        wrong("repeats-wrong", form(path).param("currency", "DKK").param("repeats", "0"));
        assertThat(alertDefaults.all())
                .noneMatch(each -> each.currency().getCode().equals("DKK"));
    }

    @Test
    void setsTheAlertOfAnyAccount() throws Exception {
        String path = "/operations/accounts/" + acme.account() + "/alert";
        assertThat(send(form(path)
                                .param("enabled", "on")
                                .param("thresholds", "75.00")
                                .param("repeats", "3"))
                        .getStatus())
                .isEqualTo(302);
        assertThat(accounts.alert(acme.account()).thresholds()).hasSize(1);
        assertThat(page("/operations/accounts/" + acme.account())).contains("75.00");
        wrong("thresholds-wrong", form(path).param("enabled", "on").param("thresholds", "much"));
        assertThat(send(form("/operations/accounts/1/alert").param("thresholds", "1"))
                        .getStatus())
                .isEqualTo(404);
        assertThat(audit.ofOperators(20, null).items())
                .anyMatch(entry -> entry.action().equals("BALANCE_ALERT")
                        && Long.valueOf(acme.account()).equals(entry.accountId()));
    }

    @Test
    void findsAnAccountByItsOwnersEmail() throws Exception {
        String name = accounts.get(acme.account()).name();
        assertThat(page("/operations/accounts?query=OWNER@" + name + ".example"))
                .contains("/operations/accounts/" + acme.account());
        assertThat(page("/operations/accounts?query=nobody@" + name)).contains("No account fits");
    }

    @Test
    void listsWhatTheReconciliationFound() throws Exception {
        jdbc.update("UPDATE accounts SET cash_balance = cash_balance + 1 WHERE id = ?", acme.account());
        try {
            reconciliation.run();
            assertThat(page("/operations/reconciliation"))
                    .contains("Cash balance", "/operations/accounts/" + acme.account());
        } finally {
            jdbc.update("UPDATE accounts SET cash_balance = cash_balance - 1 WHERE id = ?", acme.account());
            reconciliation.run();
        }
        assertThat(page("/operations/reconciliation")).doesNotContain("/operations/accounts/" + acme.account());
    }

    @Test
    void listsWhatWentToTheOwnerInsteadM4() throws Exception {
        long account =
                accounts.open("Instead " + acme.account(), "USD", "UTC", "en", null, null, AccountClock.WALL, null);
        receivers.openOwner(account, "Olga", "olga" + account + "@example.com", null, null, clock.instant());
        NewReceiver silent = new NewReceiver("Silent", "silent" + account + "@example.com", null, null, false);
        settings.put(
                account,
                MessageType.ACCOUNT_BILL_PAYMENT,
                Set.of(ChannelKind.EMAIL),
                List.of(receivers.add(account, silent, "test").id()),
                "test");
        bills.record(account, "dws", "5.00", clock.instant().plus(Duration.ofDays(30)), null, List.of());

        assertThat(page("/operations/deliveries?status=FALLBACK"))
                .contains("olga" + account + "@example.com", "so these went to the owner")
                .doesNotContain("silent" + account);
        assertThat(page("/operations/deliveries")).doesNotContain("olga" + account);
    }

    @Test
    void listsFreezesThatNoProductHasAcknowledgedInTimeD10() throws Exception {
        long account = accounts.open("Late " + acme.account(), "USD", "UTC", "en", null, null, AccountClock.WALL, null);
        long late = frozen(account, "late-" + account, Instant.parse("2020-01-01T00:00:00Z"));
        frozen(account, "fresh-" + account, clock.instant());

        assertThat(page("/operations/events"))
                .contains("late-" + account, "/operations/accounts/" + account)
                .doesNotContain("fresh-" + account);
        feed.acknowledge(List.of(late), null, "dws");
        assertThat(page("/operations/events")).doesNotContain("late-" + account);
    }

    private long frozen(long account, String name, Instant at) {
        long id = ids.next();
        jdbc.update(
                "INSERT INTO events (id, type, at, recorded_at, account_id, product_code, data)"
                        + " VALUES (?, 'resource.retention', ?, ?, ?, 'dws', ?)",
                id,
                Sql.utc(at),
                Sql.utc(at),
                account,
                "{\"name\": \"" + name + "\", \"region\": \"eu-1\", \"to\": \"RETENTION\"}");
        return id;
    }

    @Test
    void resendsAllThatIsDeadAndSaysHowFarItIs() throws Exception {
        long account = acme.account();
        // else a worker that is sending them would have the last word
        await().until(() -> inStatus(account, "PENDING", "SENDING") == 0);
        jdbc.update(
                "UPDATE deliveries SET status = 'DEAD', attempt_at = NULL, last_error = '550 no' WHERE account_id = ?",
                account);
        assertThat(inStatus(account, "DEAD")).isPositive();
        assertThat(page("/operations/deliveries"))
                .contains("550 no", accounts.get(account).name(), "Payment overdue", "Dead: ");

        String to = send(form("/operations/deliveries/resend-all")).getRedirectedUrl();
        assertThat(to).startsWith("/operations/deliveries/resends/");
        await().untilAsserted(() -> assertThat(page(to)).contains("are queued again."));
        // what is queued is not sent: how much still waits stands beside it, and a worker may be quick
        assertThat(page(to)).contains("status=PENDING", "Waiting: ").doesNotContain("are done");
        assertThat(page("/operations/deliveries?status=SENDING")).contains("Being sent");
        assertThat(inStatus(account, "DEAD")).isZero();
        assertThat(audit.ofOperators(20, null).items())
                .anyMatch(entry -> entry.action().equals("DELIVERIES_RESENT")
                        && entry.actor().equals(operator.email())
                        && "127.0.0.1".equals(entry.origin()));
    }

    @Test
    void saysOfADeadDeliveryThatItIsNotSentWhereItsAddressWasGivenUp() throws Exception {
        long account = acme.account();
        await().until(() -> inStatus(account, "PENDING", "SENDING") == 0);
        Long dead = jdbc.queryForObject(
                "SELECT MIN(id) FROM deliveries WHERE account_id = ? AND receiver_id <> 0", Long.class, account);
        jdbc.update(
                "UPDATE deliveries SET status = 'DEAD', attempt_at = NULL, address = 'former@acme.example' WHERE id = ?",
                dead);

        assertThat(mvc.perform(form("/operations/deliveries/" + dead + "/resend")
                                .with(as(operator)))
                        .andReturn()
                        .getFlashMap()
                        .get("done"))
                .isEqualTo(new Done("done.not-resent", List.of()));
    }

    /** What was refused is not written down as done. */
    @Test
    void writesDownNoResendingThatDidNotBegin() throws Exception {
        try {
            for (int i = 0; i < 20; i++) {
                jdbc.update(
                        "INSERT INTO long_work (id, kind, state, started_by, started_at, beat_at, done, total, request)"
                                + " VALUES (?, 'RESEND', 'WAITING', 'test', ?, ?, 0, 0, '{}')",
                        ids.next(),
                        Sql.utc(clock.instant()),
                        Sql.utc(clock.instant()));
            }
            assertThat(send(form("/operations/deliveries/resend-all")).getStatus())
                    .isEqualTo(409);
            assertThat(audit.ofOperators(20, null).items())
                    .noneMatch(entry -> entry.action().equals("DELIVERIES_RESENT")
                            && entry.actor().equals(operator.email()));
        } finally {
            jdbc.update("DELETE FROM long_work WHERE started_by = 'test'");
        }
    }

    /** As the row of a node looks that was killed: it goes on, and nothing has been heard of it for long. */
    @Test
    void showsWorkOfANodeThatDiedAsBrokenOffAndHowToBeginAgain() throws Exception {
        String resend = Objects.requireNonNull(
                send(form("/operations/deliveries/resend-all")).getRedirectedUrl());
        await().untilAsserted(() -> assertThat(page(resend)).contains("are queued again."));
        killed(resend, 12, 340);
        assertThat(page(resend))
                .contains("Its server was stopped after 12 of 340.", "href=\"/operations/deliveries/resend-all\"")
                .doesNotContain("<progress", "every 2s");
        assertThat(page("/operations/deliveries")).contains("Resending broke off after 12 of 340");

        String preview = Objects.requireNonNull(send(form("/operations/policies/preview")
                        .param("code", "broken-" + acme.account())
                        .param("productCode", "broken")
                        .param("billingMode", "PAY_AS_YOU_GO")
                        .param("grace", "P7D")
                        .param("retention", "P7D")
                        .param("label", "Frozen")
                        .param("finalNoticeLead", "P1D")
                        .param("denial.code", "B.1")
                        .param("denial.message", "Denied"))
                .getRedirectedUrl());
        await().untilAsserted(() -> assertThat(page(preview)).contains("None of 0 resources"));
        killed(preview, 3, 20);
        assertThat(page(preview))
                .contains("Its server was stopped after 3 of 20.", "/operations/policies/new?preview=")
                .doesNotContain("<progress", "every 2s");
    }

    private void killed(String path, long done, long total) {
        int changed = jdbc.update(
                "UPDATE long_work SET state = 'RUNNING', ended_at = NULL, result = NULL, done = ?, total = ?,"
                        + " beat_at = started_at - INTERVAL 5 MINUTE WHERE id = ?",
                done,
                total,
                path.substring(path.lastIndexOf('/') + 1));
        assertThat(changed).isOne();
    }

    private int inStatus(long account, String... statuses) {
        Integer found = jdbc.queryForObject(
                "SELECT COUNT(*) FROM deliveries WHERE account_id = ? AND status IN ('" + String.join("', '", statuses)
                        + "')",
                Integer.class,
                account);
        return found == null ? 0 : found;
    }

    @Test
    void invitesAnOperatorByMailAndRemovesOneButNeverTheLast() throws Exception {
        String email = "second" + acme.account() + "@tideover.example";
        assertThat(send(form("/operations/operators/invite")
                                .param("name", "Second")
                                .param("email", email))
                        .getRedirectedUrl())
                .isEqualTo("/operations/operators");
        assertThat(page("/operations/operators")).contains(email, "Invited");
        wrong(
                "email-wrong",
                form("/operations/operators/invite").param("name", "Third").param("email", "third"));
        Users.Listed second = users.operators().stream()
                .filter(each -> each.user().email().equals(email))
                .findFirst()
                .orElseThrow();
        assertThat(second.accepted()).isFalse();
        assertThat(fixture.linkMailedTo(email)).startsWith("/invitations/");

        String remove = "/operations/operators/" + second.user().id() + "/remove";
        assertThat(page(remove)).contains("Remove Second");
        assertThat(send(form(remove)).getStatus()).isEqualTo(302);
        assertThat(users.find(second.user().id())).isEmpty();
        assertThat(page("/operations/audit")).contains("Operator invited", "Operator removed", email);

        // an account's user is no operator
        String stranger =
                "/operations/operators/" + acme.users().get(Role.OWNER).id() + "/remove";
        assertThat(send(form(stranger)).getStatus()).isEqualTo(404);

        List<Users.Listed> all = users.operators();
        for (Users.Listed other : all) {
            if (other.user().id() != operator.id()) {
                users.removeOperator(other.user().id());
            }
        }
        MockHttpServletResponse last = send(form("/operations/operators/" + operator.id() + "/remove"));
        assertThat(last.getStatus()).isEqualTo(422);
        assertThat(last.getContentAsString()).contains("Nobody else could sign in as an operator");
        assertThat(users.find(operator.id())).isPresent();
    }

    @Test
    void looksAtAnAccountsBillsMessagesAndTimeline() throws Exception {
        Tenant globex = fixture.tenant();
        String base = "/operations/accounts/" + acme.account();
        assertThat(page(base)).contains(base + "/bills", base + "/messages", base + "/timeline", base + "/activity");
        assertThat(page(base + "/bills"))
                .contains(base + "/bills/" + acme.bill(), "40.00")
                .doesNotContain("href=\"/billing/", "Pay now");
        assertThat(page(base + "/bills/" + acme.bill()))
                .contains("40.00")
                .doesNotContain("href=\"/billing/", "Pay now");
        assertThat(page(base + "/messages"))
                .contains("owner@" + accounts.get(acme.account()).name());
        assertThat(page(base + "/timeline")).contains("If nothing is paid").doesNotContain("href=\"/billing/");
        assertThat(send(get(base + "/bills/" + globex.bill())).getStatus()).isEqualTo(404);
        assertThat(send(get("/operations/accounts/1/messages")).getStatus()).isEqualTo(404);
    }

    @Test
    void schedulesAndCancelsTheReleaseOfAnOpenEndedRetentionR6() throws Exception {
        accounts.topUp(acme.account(), "40.00", "r6");
        long project = resources
                .register(acme.account(), "lake", "maxcompute", "cn", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        bills.record(acme.account(), "maxcompute", "9.00", PageFixture.START, null, List.of());
        clocks.advance(accounts.get(acme.account()).clockId(), PageFixture.START.plus(Duration.ofDays(20)));
        String account = "/operations/accounts/" + acme.account();
        String step = "/operations/resources/" + project;
        assertThat(page(account))
                .contains(step + "/schedule")
                .doesNotContain(step + "/extend", step + "/release", step + "/unschedule");

        wrong("at-wrong", form(step + "/schedule").param("at", "soon"));
        wrong("at-wrong", form(step + "/schedule").param("at", "2026-01-26T10:00"));
        assertThat(page(step + "/schedule")).contains("Asia/Shanghai", "2026-01-27");
        assertThat(send(form(step + "/schedule").param("at", "2026-02-10T10:00"))
                        .getStatus())
                .isEqualTo(302);
        assertThat(resources.get(project).resource().scheduledReleaseAt()).isEqualTo("2026-02-10T02:00:00Z");

        assertThat(page(account)).contains(step + "/unschedule");
        assertThat(send(form(step + "/unschedule")).getStatus()).isEqualTo(302);
        assertThat(resources.get(project).resource().scheduledReleaseAt()).isNull();
        assertThat(page("/operations/audit"))
                .contains("Release scheduled", "lake", "2026-02-10 10:00:00 Asia/Shanghai");
    }

    @Test
    void saysInTheAuditLogByHowManyDaysWhatWasExtendedAndInWords() throws Exception {
        accounts.topUp(acme.account(), "40.00", "days");
        long cluster = resources
                .register(acme.account(), "clickstream", "dws", "cn", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        bills.record(acme.account(), "dws", "9.00", PageFixture.START, null, List.of());
        assertThat(page("/operations/accounts/" + acme.account()))
                .contains("/operations/resources/" + cluster + "/extend")
                .doesNotContain("/operations/resources/" + cluster + "/release");
        send(form("/operations/resources/" + cluster + "/extend")
                .param("days", "3")
                .param("reason", "On its way"));
        assertThat(page("/operations/audit"))
                .contains("Resource extended", "clickstream", "3 days: On its way")
                .contains(accounts.get(acme.account()).name())
                .doesNotContain("RESOURCE_EXTEND");
    }

    @Test
    void namesItsSectionInTheTitleOfEachPage() throws Exception {
        for (String path : List.of(
                "/operations/webhooks", "/operations/outbox", "/operations/accounts/" + acme.account() + "/alert")) {
            assertThat(page(path)).as(path).contains(" · Operations · Tideover</title>");
        }
    }

    @Test
    void saysWhichInstantAtOnceIs() throws Exception {
        String today = LocalDate.now(ZoneOffset.UTC).toString().substring(0, 8);
        assertThat(page("/operations/policies/new")).contains("at once, which is " + today);
        assertThat(page("/operations/policies/dws-subscription"))
                .contains("From the beginning")
                .doesNotContain("1970");
    }

    private ApiKey listed(long id) {
        return keys.list().stream().filter(key -> key.id() == id).findFirst().orElseThrow();
    }

    private static MockHttpServletRequestBuilder form(String path) {
        return post(path).with(csrf());
    }

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.with(as(operator))).andReturn().getResponse();
    }

    private String page(String path) throws Exception {
        MockHttpServletResponse answer = send(get(path));
        assertThat(answer.getStatus()).as(path).isEqualTo(200);
        return answer.getContentAsString();
    }

    private void wrong(String id, MockHttpServletRequestBuilder request) throws Exception {
        MockHttpServletResponse answer = send(request);
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getContentAsString()).contains("id=\"" + id + "\"");
    }
}
