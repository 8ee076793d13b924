package io.tideover.lifecycle.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tideover.lifecycle.access.AccessDecisions;
import io.tideover.lifecycle.access.AccessDecisions.Question;
import io.tideover.lifecycle.access.AccessDecisions.Subject;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.test.Drafts;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The engine on a real database: one transaction for each decision, claims side by side, nothing stored by what only looks. */
@SpringBootTest(classes = LifecycleFixture.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class EngineIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");

    @Autowired
    private Accounts accounts;

    @Autowired
    private AlertDefaults alertDefaults;

    @Autowired
    private FundsHistory history;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Sweep sweep;

    @Autowired
    private TestClocks clocks;

    @Autowired
    private Timelines timelines;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private AccessDecisions access;

    @Autowired
    private FinalNotices finalNotices;

    @Autowired
    private PolicyVersions versions;

    @Autowired
    private Brake brake;

    @Autowired
    private LifecycleFixture.SettableClock wallClock;

    @Autowired
    private LifecycleFixture.RecordedAnnouncements announced;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @BeforeEach
    void startAtANewYear() {
        wallClock.set(START);
        brake.letGoOn();
    }

    @Test
    void b4NewAccountsOfACurrencyStartWithItsDefaultsAndOthersKeepTheirs() {
        long clock = clocks.create(START).id();
        long before = accounts.open("Before", "SEK", "Europe/Stockholm", "en", null, null, clock, null);
        alertDefaults.set("SEK", true, List.of("100.00", "20.00"), 2);
        long after = accounts.open("After", "SEK", "Europe/Stockholm", "en", null, null, clock, null);
        long trusted = accounts.open("Trusted", "SEK", "Europe/Stockholm", "en", null, "50.00", clock, null);
        long other = accounts.open("Other", "NOK", "Europe/Oslo", "en", null, null, clock, null);

        assertThat(accounts.alert(after).enabled()).isTrue();
        assertThat(accounts.alert(after).repeats()).isEqualTo(2);
        assertThat(accounts.alert(after).thresholds())
                .extracting(Object::toString)
                .containsExactly("SEK 100.00", "SEK 20.00");
        assertThat(accounts.alert(before).enabled()).isFalse();
        assertThat(accounts.alert(other).thresholds()).isEmpty();

        // no funds are below a threshold from the start: that is told at once, as when the alert is switched on (B1)
        assertThat(reconciliation.run()).isEmpty();
        run(clock, after, START);
        assertThat(announced.notices(after, Stage.BALANCE_LOW)).hasSize(1);
        assertThat(accounts.alert(after).fired()).hasSize(2);
        assertThat(accounts.alert(trusted).fired()).extracting(Object::toString).containsExactly("SEK 100.00");
        alertDefaults.remove(org.joda.money.CurrencyUnit.of("SEK"));
        assertThat(alertDefaults.all())
                .noneMatch(each -> each.currency().getCode().equals("SEK"));
    }

    @Test
    void b1TakesFiveThresholdsAtMost() {
        long account = open(AccountClock.WALL);
        accounts.setAlert(account, true, List.of("1", "2", "3", "4", "5"), null);

        assertThatThrownBy(() -> accounts.setAlert(account, true, List.of("1", "2", "3", "4", "5", "6"), null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("thresholds"));
        assertThat(accounts.alert(account).thresholds()).hasSize(5);
        accounts.setAlert(account, false, List.of(), null);
    }

    @Test
    void r11WithoutAPolicyAResourceIsRefusedAtItsRegistration() {
        long account = open(AccountClock.WALL);
        Map<String, Object> policy = jdbc.queryForMap("SELECT * FROM policies WHERE code = 'any-package'");
        jdbc.update("DELETE FROM policies WHERE code = 'any-package'");
        try {
            assertThatThrownBy(() ->
                            resource(account, "nowhere", "unruled", BillingMode.PACKAGE, START.plusSeconds(86_400)))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.field()).isEqualTo("productCode"));
        } finally {
            jdbc.update(
                    "INSERT INTO policies (" + String.join(", ", policy.keySet()) + ") VALUES ("
                            + String.join(", ", Collections.nCopies(policy.size(), "?")) + ")",
                    policy.values().toArray());
        }
    }

    @Test
    void readsBackWhatFundsHaveBeen() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        accounts.topUp(account, "100.00", "h1");
        accounts.grantCoupon(
                account, Coupon.Kind.GENERAL, "50.00", null, START.plusSeconds(7_200), START.plusSeconds(20_000));
        bills.record(account, "dws", "130.00", START.plusSeconds(3_600), "h-one", List.of());
        bills.record(account, "dws", "20.00", START.plusSeconds(10_800), "h-two", List.of());
        Instant end = START.plusSeconds(86_400);
        run(clock, account, end);

        assertThat(history.since(account, accounts.standing(account), START.minusSeconds(1), end))
                .extracting(
                        point -> point.at().toString(),
                        point -> point.availableFunds().toString(),
                        point -> point.arrears().toString())
                .containsExactly(
                        tuple("2026-01-05T23:59:59Z", "CNY 0.00", "CNY 0.00"),
                        tuple("2026-01-06T00:00:00Z", "CNY 100.00", "CNY 0.00"),
                        // the bill takes the cash, and 30.00 are owed until the coupon starts
                        tuple("2026-01-06T01:00:00Z", "CNY -30.00", "CNY 30.00"),
                        tuple("2026-01-06T02:00:00Z", "CNY 20.00", "CNY 0.00"),
                        tuple("2026-01-06T03:00:00Z", "CNY 0.00", "CNY 0.00"));
    }

    @Test
    void r1PayAsYouGoGoesFromActiveToReleasedAndEachStepIsStored() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        long cluster = resource(account, "dws", "warehouse", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START.plusSeconds(3600), "r1", List.of());

        run(clock, account, Instant.parse("2026-03-01T00:00:00Z"));

        assertThat(resources.transitions(cluster))
                .extracting(
                        Resources.TransitionView::from,
                        Resources.TransitionView::to,
                        t -> t.effectiveAt().toString())
                .containsExactly(
                        tuple(null, Phase.ACTIVE, "2026-01-06T00:00:00Z"),
                        tuple(Phase.ACTIVE, Phase.GRACE, "2026-01-06T01:00:00Z"),
                        tuple(Phase.GRACE, Phase.RETENTION, "2026-01-21T01:00:00Z"),
                        tuple(Phase.RETENTION, Phase.RELEASED, "2026-02-05T01:00:00Z"));
        assertThat(resources.get(cluster).label()).isEqualTo("Released");
        assertThat(announced.notices(account, Stage.OVERDUE)).hasSize(1);
        assertThat(announced.notices(account, Stage.SUSPENSION_REMINDER)).hasSize(3);
        assertThat(announced.notices(account, Stage.RELEASE_REMINDER)).hasSize(3);
        assertThat(reconciliation.run()).isEmpty();
    }

    @Test
    void r5NothingIsReleasedWithoutItsFinalNotice() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        long cluster = resource(account, "dws", "unannounced", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START, "r5", List.of());

        Instant late = Instant.parse("2026-03-01T00:00:00Z");
        carryOut(clock, late);
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.RETENTION);
        assertThat(resources.get(cluster).resource().releaseWithheld()).isNotNull();
        assertThat(resources.withheld())
                .extracting(each -> each.view().resource().id())
                .contains(cluster);

        announced.acceptReleaseReminders(account, finalNotices, late);
        carryOut(clock, late);
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.RETENTION);
        carryOut(clock, late.plusSeconds(24 * 3600));
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.RELEASED);
    }

    @Test
    void r7ATopUpThatSettlesEverythingRestoresInTheSameTransaction() {
        long account = open(AccountClock.WALL);
        long cluster = resource(account, "dws", "restored", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START, "r7", List.of());
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.GRACE);

        accounts.topUp(account, "60.00", "first");
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.GRACE);
        Accounts.TopUp rest = accounts.topUp(account, "60.00", "second");

        assertThat(rest.applied()).hasSize(1);
        assertThat(rest.cashBalance().getAmount()).isEqualByComparingTo("20.00");
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.ACTIVE);
        assertThat(accounts.standing(account).inArrears()).isFalse();
        assertThat(announced.notices(account, Stage.RESTORED)).hasSize(1);
        assertThat(reconciliation.run()).isEmpty();
    }

    @Test
    void f4ReportsEveryDifferenceOfMoneyAndRepairsNone() {
        long account = accounts.open("Acme", "CNY", "UTC", "en", null, "10.00", AccountClock.WALL, null);
        accounts.topUp(account, "30.00", "first");
        accounts.grantCoupon(account, Coupon.Kind.GENERAL, "20.00", null, null, null);
        bills.record(account, "dws", "55.00", START, null, List.of());
        assertThat(reconciliation.run()).isEmpty();

        jdbc.update("UPDATE accounts SET cash_balance = 0.01, credit_used = 5.01 WHERE id = ?", account);
        jdbc.update("UPDATE coupons SET remaining = 0.01 WHERE account_id = ?", account);
        jdbc.update("UPDATE bills SET outstanding = 0.01 WHERE account_id = ?", account);
        try {
            for (int night = 0; night < 2; night++) {
                assertThat(reconciliation.run())
                        .extracting(Reconciliation.Finding::accountId, Reconciliation.Finding::what)
                        .containsExactlyInAnyOrder(
                                tuple(account, "CASH_BALANCE"),
                                tuple(account, "CREDIT_USED"),
                                tuple(account, "COUPON"),
                                tuple(account, "BILL"));
            }
            assertThat(reconciliation.findings()).hasSize(4);
        } finally {
            jdbc.update("UPDATE accounts SET cash_balance = 0, credit_used = 5 WHERE id = ?", account);
            jdbc.update("UPDATE coupons SET remaining = 0 WHERE account_id = ?", account);
            jdbc.update("UPDATE bills SET outstanding = 0 WHERE account_id = ?", account);
        }
    }

    @Test
    void f6AReferenceIsUsedOnceForEver() {
        long account = open(AccountClock.WALL);
        accounts.topUp(account, "10.00", "once");
        assertThatThrownBy(() -> accounts.topUp(account, "10.00", "once"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("REFERENCE_USED"));
        bills.record(account, "dws", "5.00", START, "bill", List.of());
        assertThatThrownBy(() -> bills.record(account, "dws", "5.00", START, "bill", List.of()))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("REFERENCE_USED"));
        assertThat(accounts.standing(account).cashBalance().getAmount()).isEqualByComparingTo("5.00");
    }

    @Test
    void f5WrongAmountsAreRefusedAndNothingIsStored() {
        long account = open(AccountClock.WALL);
        for (String amount : List.of("-1", "0", "1.001", "1e3", "", "abc", "9999999999999")) {
            assertThatThrownBy(() -> accounts.topUp(account, amount, "wrong-" + amount))
                    .isInstanceOfSatisfying(
                            Refusal.class,
                            refusal -> assertThat(refusal.field()).isEqualTo("amount"));
        }
        assertThatThrownBy(() -> bills.record(account, "dws", "1.001", START, null, List.of()))
                .isInstanceOf(Refusal.class);
        assertThat(accounts.ledger(account, 50, null).items()).isEmpty();
        assertThat(bills.list(account, null, 50, null).items()).isEmpty();
    }

    @Test
    void f7AVoidedBillGivesBackWhatItTook() {
        long account = open(AccountClock.WALL);
        accounts.topUp(account, "30.00", "part");
        long cluster = resource(account, "dws", "voided", BillingMode.PAY_AS_YOU_GO, null);
        Bill bill = bills.record(account, "dws", "100.00", START, null, List.of());
        assertThat(bill.status()).isEqualTo(Bill.Status.OVERDUE);

        bills.voidBill(bill.id(), "issued by mistake");

        assertThat(accounts.standing(account).cashBalance().getAmount()).isEqualByComparingTo("30.00");
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.ACTIVE);
        assertThat(reconciliation.run()).isEmpty();
    }

    @Test
    void a3TheDenialOfMaxcomputeIsToTheLetter() {
        long account = open(AccountClock.WALL);
        Instant end = START.plusSeconds(60);
        resource(account, "maxcompute", "etl_nightly", BillingMode.SUBSCRIPTION, end);
        wallClock.set(end);
        sweep.carryOutDue(100);

        var decision = access.decide(
                        new Question(new Subject.ByName("acs:odps:*:projects/etl_nightly"), Operation.READ))
                .orElseThrow();

        assertThat(decision.allowed()).isFalse();
        assertThat(decision.code()).isEqualTo("ODPS-0420095");
        assertThat(decision.message())
                .isEqualTo("ODPS-0420095: Access Denied - Authorization Failed [4093], You have NO privilege to do the"
                        + " restricted operation on {acs:odps:*:projects/etl_nightly}. Access Mode is AllDenied.");
        assertThat(decision.phase()).isEqualTo(Phase.RETENTION);
        assertThat(decision.deadline()).isEqualTo(Instant.parse("2026-01-21T00:01:00Z"));
    }

    @Test
    void a4AnAnswerIsNeverOldOnTheNodeThatMadeTheChange() {
        long account = open(AccountClock.WALL);
        Question purchase = new Question(new Subject.OfAccount(account), Operation.PURCHASE);
        for (int i = 0; i < 50; i++) {
            assertThat(access.decide(purchase).orElseThrow().allowed()).isTrue();
            bills.record(account, "dws", "1.00", START, null, List.of());
            assertThat(access.decide(purchase).orElseThrow().code()).isEqualTo("ACCOUNT_IN_ARREARS");
            accounts.topUp(account, "1.00", "again-" + i);
        }
    }

    /** Has another node pay behind this one's back what was asked about before, and says when that was committed. */
    private void whilePaidElsewhere(ObjLongConsumer<Question> test) {
        long account = open(AccountClock.WALL);
        Question purchase = new Question(new Subject.OfAccount(account), Operation.PURCHASE);
        bills.record(account, "dws", "1.00", START, null, List.of());
        assertThat(access.decide(purchase).orElseThrow().allowed()).isFalse();
        // behind this node's back, as another node would
        jdbc.update("UPDATE bills SET status = 'PAID', outstanding = 0 WHERE account_id = ?", account);
        long committed = System.nanoTime();
        try {
            test.accept(purchase, committed);
        } finally {
            jdbc.update("UPDATE bills SET status = 'OVERDUE', outstanding = amount WHERE account_id = ?", account);
        }
    }

    @Test
    void a4AnAnswerIsNeverOlderThanASecondWhoeverMadeTheChangeHoweverOftenItIsAskedFor() {
        whilePaidElsewhere((purchase, committed) -> {
            long asked;
            do {
                asked = System.nanoTime();
                assertThat(Duration.ofNanos(asked - committed)).isLessThan(Duration.ofSeconds(1));
            } while (!access.decide(purchase).orElseThrow().allowed());
        });
    }

    @Test
    void a4AnAnswerIsNeverOlderThanASecondWhereNobodyAskedMeanwhile() {
        whilePaidElsewhere((purchase, committed) -> {
            while (System.nanoTime() - committed < Duration.ofSeconds(1).toNanos()) {
                Thread.onSpinWait();
            }
            assertThat(access.decide(purchase).orElseThrow().allowed()).isTrue();
        });
    }

    @Test
    void timelineStoresNothing() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        long cluster = resource(account, "dws", "foreseen", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START.plusSeconds(60), null, List.of());

        List<Timelines.Item> items =
                timelines.timeline(account, START.plusSeconds(90L * 24 * 3600)).items();

        assertThat(items)
                .filteredOn(item -> item.kind() == Timelines.Kind.TRANSITION)
                .extracting(item -> item.to() + "@" + item.at())
                .containsExactly(
                        "GRACE@2026-01-06T00:01:00Z",
                        "RETENTION@2026-01-21T00:01:00Z",
                        "RELEASED@2026-02-05T00:01:00Z");
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.ACTIVE);
        assertThat(resources.transitions(cluster)).hasSize(1);
        // and what was foreseen is what happens
        run(clock, account, START.plusSeconds(90L * 24 * 3600));
        assertThat(resources.transitions(cluster).stream().skip(1).map(each -> each.to() + "@" + each.effectiveAt()))
                .containsExactlyElementsOf(items.stream()
                        .filter(item -> item.kind() == Timelines.Kind.TRANSITION)
                        .map(item -> item.to() + "@" + item.at())
                        .toList());
    }

    @Test
    void rehearsesWhatPayingNowWouldChangeR7() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        long cluster = resource(account, "dws", "rescued", BillingMode.PAY_AS_YOU_GO, null);
        long prepaid = resource(account, "dws", "ends", BillingMode.SUBSCRIPTION, START.plusSeconds(86_400));
        bills.record(account, "dws", "100.00", START, null, List.of());
        bills.record(account, "dws", "7.00", START.plusSeconds(20L * 86_400), null, List.of());

        List<String> changes =
                timelines.timelineIfArrearsWerePaid(account, START.plusSeconds(30L * 86_400)).items().stream()
                        .filter(item -> item.kind() == Timelines.Kind.TRANSITION)
                        .map(item -> (item.resourceId() == cluster ? "cluster" : "prepaid") + " " + item.to() + "@"
                                + item.at())
                        .toList();

        assertThat(resources.get(prepaid).resource().phase()).isEqualTo(Phase.ACTIVE);
        assertThat(changes)
                .containsExactly(
                        "cluster ACTIVE@2026-01-06T00:00:00Z",
                        "prepaid GRACE@2026-01-07T00:00:00Z",
                        "prepaid RETENTION@2026-01-22T00:00:00Z",
                        // the next bill is not what was paid
                        "cluster GRACE@2026-01-26T00:00:00Z");
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.GRACE);
        assertThat(accounts.standing(account).arrears().getAmount()).isEqualByComparingTo("100.00");
    }

    @Test
    void t1InstantsAreStoredInMicroseconds() {
        long account = open(AccountClock.WALL);
        Bill bill = bills.record(account, "dws", "1.00", START.plusNanos(123_456_789), null, List.of());

        assertThat(bills.get(bill.id()).bill().dueAt()).isEqualTo("2026-01-06T00:00:00.123456Z");
        bills.voidBill(bill.id(), "stored");
    }

    @Test
    void t5ACommandFirstCarriesOutWhatIsDue() {
        long account = open(AccountClock.WALL);
        long cluster = resource(account, "dws", "paid-late", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START, null, List.of());
        // nobody sweeps
        wallClock.set(Instant.parse("2026-01-25T00:00:00Z"));
        accounts.topUp(account, "100.00", "late");

        assertThat(resources.transitions(cluster))
                .extracting(
                        Resources.TransitionView::to, each -> each.effectiveAt().toString())
                .endsWith(tuple(Phase.RETENTION, "2026-01-21T00:00:00Z"), tuple(Phase.ACTIVE, "2026-01-25T00:00:00Z"));
    }

    @Test
    void r2NothingIsRegisteredInArrears() {
        long account = open(AccountClock.WALL);
        bills.record(account, "dws", "100.00", START, null, List.of());

        assertThatThrownBy(() -> resource(account, "dws", "refused", BillingMode.PAY_AS_YOU_GO, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("ACCOUNT_IN_ARREARS"));
        accounts.topUp(account, "100.00", "settled");
    }

    @Test
    void t1NowNeverFallsBelowWhatWasCarriedOut() {
        long account = open(AccountClock.WALL);
        long cluster = resource(account, "dws", "backwards", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START, null, List.of());
        wallClock.set(Instant.parse("2026-01-21T00:30:00Z"));
        sweep.carryOutDue(100);
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.RETENTION);

        wallClock.set(Instant.parse("2026-01-20T23:30:00Z"));
        sweep.carryOutDue(100);
        Bill bill = bills.record(account, "dws", "5.00", Instant.parse("2026-01-20T23:00:00Z"), null, List.of());

        assertThat(bill.dueAt()).isEqualTo("2026-01-21T00:30:00Z");
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.RETENTION);
    }

    @Test
    void r5AFinalNoticeOnItsWayIsTakenToBeAcceptedAndTheReasonToWaitIsSaidAsItIsNow() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        long cluster = resource(account, "dws", "held", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START, null, List.of());
        carryOut(clock, Instant.parse("2026-01-25T00:00:00Z"));
        resources.hold(cluster, "A court asks", "Olga");
        Instant lifted = Instant.parse("2026-03-01T00:00:00Z");
        carryOut(clock, lifted);
        resources.liftHold(cluster);

        assertThat(timelines
                        .timeline(account, lifted.plusSeconds(7 * 24 * 3600))
                        .items())
                .filteredOn(item -> item.to() == Phase.RELEASED)
                .extracting(Timelines.Item::at)
                .containsExactly(Instant.parse("2026-03-02T00:00:00Z"));
        assertThat(resources.get(cluster).withheld()).startsWith("No release reminder");

        announced.acceptReleaseReminders(account, finalNotices, lifted);
        assertThat(resources.get(cluster).withheld()).startsWith("The final notice was accepted");
        carryOut(clock, Instant.parse("2026-03-02T00:00:00Z"));
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.RELEASED);
    }

    @Test
    void r9AnExtensionIsRecordedWithWhoAndWhy() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        long cluster = resource(account, "dws", "extended", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START, null, List.of());

        resources.extend(cluster, 3, "The transfer is on its way", "Olga");

        assertThat(resources.extensions(cluster))
                .containsExactly(new Resources.Extension(3, "The transfer is on its way", "Olga", START));
        assertThat(resources.get(cluster).resource().phaseEndsAt()).isEqualTo("2026-01-24T00:00:00Z");
    }

    @Test
    void r13TheLimitIsAThousandAnHourWhereOnePercentIsFewer() {
        assertThat(brake.standing().limit()).isEqualTo(1_000);

        brake.limitTo(7L);
        assertThat(brake.standing().limit()).isEqualTo(7);
        brake.limitTo(null);
        assertThat(brake.standing().limit()).isEqualTo(1_000);
    }

    @Test
    void r13TheBrakeStopsFreezesUntilAnOperatorLetsThemGoOn() {
        List<Long> clusters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long account = open(AccountClock.WALL);
            clusters.add(resource(account, "dws", "braked-" + i, BillingMode.PAY_AS_YOU_GO, null));
            bills.record(account, "dws", "100.00", START, null, List.of());
        }
        brake.limitTo(2L);
        try {
            wallClock.set(Instant.parse("2026-01-21T00:00:00Z"));
            while (!sweep.carryOutDue(1).isEmpty()) {
                assertThat(brake.standing().used()).isLessThanOrEqualTo(2);
            }
            assertThat(brake.standing().engaged()).isTrue();
            assertThat(phases(clusters)).containsExactlyInAnyOrder("GRACE", "GRACE", "RETENTION", "RETENTION");

            brake.limitTo(100L);
            brake.letGoOn();
            while (!sweep.carryOutDue(1).isEmpty()) {
                assertThat(brake.standing().engaged()).isFalse();
            }
            assertThat(phases(clusters)).containsOnly("RETENTION");
            assertThat(clusters)
                    .allSatisfy(
                            id -> assertThat(resources.transitions(id).getLast().effectiveAt())
                                    .isEqualTo("2026-01-21T00:00:00Z"));
        } finally {
            brake.limitTo(null);
        }
    }

    @Test
    void r13AccountsOnTestClocksDoNotCount() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        long cluster = resource(account, "dws", "tested", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "100.00", START, null, List.of());
        brake.limitTo(0L);
        try {
            carryOut(clock, Instant.parse("2026-01-21T00:00:00Z"));
            assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.RETENTION);
            assertThat(brake.standing().engaged()).isFalse();
        } finally {
            brake.limitTo(null);
        }
    }

    @Test
    void r13ABatchThatGoesBeyondTheLimitIsCarriedOutUpToItAndGoesOnWhenLet() {
        List<Long> clusters = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long account = open(AccountClock.WALL);
            clusters.add(resource(account, "dws", "at-once-" + i, BillingMode.PAY_AS_YOU_GO, null));
            bills.record(account, "dws", "100.00", START, null, List.of());
        }
        wallClock.set(Instant.parse("2026-01-20T23:59:59Z"));
        sweepAll();
        brake.letGoOn();
        brake.limitTo(2L);
        try {
            wallClock.set(Instant.parse("2026-01-21T00:00:00Z"));
            sweepAll();
            assertThat(brake.standing().engaged()).isTrue();
            assertThat(phases(clusters)).containsExactlyInAnyOrder("GRACE", "GRACE", "RETENTION", "RETENTION");

            brake.letGoOn();
            sweepAll();
            assertThat(phases(clusters)).containsOnly("RETENTION");
        } finally {
            brake.limitTo(null);
            brake.letGoOn();
        }
    }

    @Test
    void oneFailingAccountIsSetAsideAndDoesNotStopTheSweep() {
        long broken = open(AccountClock.WALL);
        resource(broken, "dws", "broken", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(broken, "dws", "100.00", START.plusSeconds(10), null, List.of());
        jdbc.update("UPDATE accounts SET time_zone = 'No/Where' WHERE id = ?", broken);
        long sound = open(AccountClock.WALL);
        long cluster = resource(sound, "dws", "sound", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(sound, "dws", "100.00", START.plusSeconds(20), null, List.of());

        wallClock.set(START.plusSeconds(30));
        int rounds = 0;
        while (!sweep.carryOutDue(10).isEmpty()) {
            assertThat(rounds++).isLessThan(20);
        }

        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.GRACE);
        assertThat(jdbc.queryForObject("SELECT sweep_error FROM accounts WHERE id = ?", String.class, broken))
                .contains("No/Where");
        jdbc.update("UPDATE accounts SET time_zone = 'UTC', next_action_at = ? WHERE id = ?", Sql.utc(START), broken);
        sweep.carryOutDue(10);
        assertThat(accounts.standing(broken).inArrears()).isTrue();
    }

    @Test
    void anAccountThatCannotBeStoredIsSetAsideAndNoOther() {
        long broken = open(AccountClock.WALL);
        long cluster = resource(broken, "dws", "unstorable", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(broken, "dws", "100.00", START.plusSeconds(20), null, List.of());
        long sound = open(AccountClock.WALL);
        resource(sound, "dws", "storable", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(sound, "dws", "100.00", START.plusSeconds(10), null, List.of());
        // what the sweep is about to write down is there already
        jdbc.update(
                "INSERT INTO transitions (account_id, sequence, resource_id, episode, to_phase, effective_at,"
                        + " recorded_at, reason) SELECT id, sequence + 1, 0, 0, 'ACTIVE', processed_at, processed_at, 'X'"
                        + " FROM accounts WHERE id = ?",
                broken);

        wallClock.set(START.plusSeconds(30));
        sweepAll();
        assertThat(failures(sound)).isZero();
        assertThat(accounts.standing(sound).inArrears()).isTrue();
        assertThat(failures(broken)).isEqualTo(1);
        assertThat(accounts.standing(broken).inArrears()).isFalse();
        assertThat(nextActionAt(broken)).isEqualTo(START.plusSeconds(30 + 60));

        wallClock.set(START.plusSeconds(90));
        sweepAll();
        assertThat(failures(broken)).isEqualTo(2);
        assertThat(nextActionAt(broken)).isEqualTo(START.plusSeconds(90 + 120));

        jdbc.update("DELETE FROM transitions WHERE account_id = ? AND reason = 'X'", broken);
        wallClock.set(START.plusSeconds(210));
        sweepAll();
        assertThat(failures(broken)).isZero();
        assertThat(resources.get(cluster).resource().phase()).isEqualTo(Phase.GRACE);
    }

    @Test
    void r13WhatACommandCarriesOutCountsAndIsNeverUndone() {
        List<Long> owing = new ArrayList<>();
        List<Long> clusters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long account = open(AccountClock.WALL);
            owing.add(account);
            clusters.add(resource(account, "dws", "commanded-" + i, BillingMode.PAY_AS_YOU_GO, null));
            bills.record(account, "dws", "100.00", START, null, List.of());
        }
        wallClock.set(Instant.parse("2026-01-20T23:59:59Z"));
        sweepAll();
        brake.letGoOn();
        brake.limitTo(1L);
        try {
            wallClock.set(Instant.parse("2026-01-21T00:00:00Z"));
            accounts.topUp(owing.get(0), "1.00", "part");
            accounts.topUp(owing.get(1), "1.00", "part");
            assertThat(phases(clusters)).containsExactly("RETENTION", "RETENTION", "GRACE");
            assertThat(brake.standing().used()).isEqualTo(2);
            assertThat(brake.standing().engaged()).isFalse();

            sweepAll();
            assertThat(brake.standing().engaged()).isTrue();
            assertThat(phases(clusters)).containsExactly("RETENTION", "RETENTION", "GRACE");
            accounts.topUp(owing.get(2), "1.00", "part");
            assertThat(phases(clusters)).as("a command respects an engaged one").endsWith("GRACE");
        } finally {
            brake.limitTo(null);
            brake.letGoOn();
            sweepAll();
        }
    }

    @Test
    void r13WhatStillWaitsForABrakeThatHasLetGoIsWoken() {
        List<Long> clusters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long account = open(AccountClock.WALL);
            clusters.add(resource(account, "dws", "crossed-" + i, BillingMode.PAY_AS_YOU_GO, null));
            bills.record(account, "dws", "100.00", START, null, List.of());
        }
        brake.limitTo(0L);
        try {
            wallClock.set(Instant.parse("2026-01-21T00:00:00Z"));
            sweepAll();
            assertThat(phases(clusters)).containsOnly("GRACE");
            brake.wakeWaiting();
            sweepAll();
            assertThat(phases(clusters)).as("the brake is on").containsOnly("GRACE");

            // a node that lets go of the brake and dies over it
            jdbc.update("UPDATE brake SET engaged = FALSE, limit_per_hour = 100 WHERE id = 1");
            sweepAll();
            assertThat(phases(clusters)).containsOnly("GRACE");
            brake.wakeWaiting();
            sweepAll();
            assertThat(phases(clusters)).containsOnly("RETENTION");
            assertThat(brake.standing().waiting()).isZero();
        } finally {
            brake.limitTo(null);
        }
    }

    @Test
    void aChangedTimeZoneMovesRemindersInTheTransactionOfTheChange() {
        long account = open(AccountClock.WALL);
        long vault =
                resource(account, "dws", "moving", BillingMode.SUBSCRIPTION, Instant.parse("2026-03-10T00:00:00Z"));
        assertThat(resources.get(vault).resource().nextActionAt()).isEqualTo("2026-03-03T00:00:00Z");

        // summer time begins on 8 March
        accounts.change(account, new Accounts.Changes(null, "America/New_York", null, null, null));

        assertThat(resources.get(vault).resource().nextActionAt()).isEqualTo("2026-03-03T01:00:00Z");
        assertThat(reconciliation.run()).isEmpty();
    }

    @Test
    void r9RemindersThatAreScheduledFollowAVersionThatIsAdded() {
        String product = "vault-" + System.nanoTime();
        long account = open(AccountClock.WALL);
        long vault =
                resource(account, product, "reminded", BillingMode.SUBSCRIPTION, Instant.parse("2026-03-01T00:00:00Z"));
        long other =
                resource(account, "dws", "beside", BillingMode.SUBSCRIPTION, Instant.parse("2026-03-01T00:00:00Z"));
        versions.add(Drafts.remindedOf(product, "P20D"), "Olga");

        // a command comes before the sweep
        accounts.topUp(account, "1.00", "between");

        assertThat(resources.get(vault).resource().nextActionAt()).isEqualTo("2026-02-09T00:00:00Z");
        assertThat(resources.get(other).resource().nextActionAt()).isEqualTo("2026-02-22T00:00:00Z");
        wallClock.set(Instant.parse("2026-02-09T00:00:00Z"));
        sweepAll();
        assertThat(announced.notices(account, Stage.EXPIRY_REMINDER))
                .extracting(
                        notice -> notice.createdAt().toString(),
                        notice -> notice.lines().getFirst().resourceId())
                .containsExactly(tuple("2026-02-09T00:00:00Z", vault));
    }

    @Test
    void r9WhoAddsAVersionDoesNotWaitForAllThatIsScheduledToFollowIt() {
        String product = "vault-" + System.nanoTime();
        long account = open(AccountClock.WALL);
        long vault =
                resource(account, product, "locked", BillingMode.SUBSCRIPTION, Instant.parse("2026-03-01T00:00:00Z"));
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            new TransactionTemplate(transactions).executeWithoutResult(status -> {
                jdbc.query("SELECT id FROM accounts WHERE id = ? FOR UPDATE", row -> {}, account);
                assertThat(threads.submit(() -> versions.add(Drafts.remindedOf(product, "P20D"), "Olga")))
                        .succeedsWithin(Duration.ofSeconds(20));
            });
        }
        while (nextActionAt(account).isAfter(START)) {
            Thread.onSpinWait();
        }
        sweepAll();
        assertThat(resources.get(vault).resource().nextActionAt()).isEqualTo("2026-02-09T00:00:00Z");
    }

    @Test
    void whatIsAheadOfAResourceIsItsPartOfWhatIsAheadOfItsAccount() {
        long clock = clocks.create(START).id();
        long account = open(clock);
        accounts.topUp(account, "100.00", "ahead");
        long vault = resource(account, "dws", "renewed", BillingMode.SUBSCRIPTION, START.plusSeconds(2L * 24 * 3600));
        resources.autoRenew(vault, "P1M", "60.00");
        long cluster = resource(account, "dws", "used", BillingMode.PAY_AS_YOU_GO, null);
        resource(account, "dws", "beside", BillingMode.PAY_AS_YOU_GO, null);
        // the renewal leaves too little for the bill
        bills.record(account, "dws", "50.00", START.plusSeconds(4L * 24 * 3600), "ahead", List.of());
        Instant until = START.plusSeconds(120L * 24 * 3600);

        List<Timelines.Item> all = timelines.timeline(account, until).items();
        assertThat(timelines.ahead(account, cluster, until))
                .extracting(Timelines.Item::to)
                .contains(Phase.GRACE, Phase.RETENTION, Phase.RELEASED);
        for (long id : List.of(vault, cluster)) {
            assertThat(timelines.ahead(account, id, until))
                    .containsExactlyElementsOf(all.stream()
                            .filter(item -> item.resourceId() != null && item.resourceId() == id)
                            .toList());
        }
    }

    /** X4: a payment and a sweep at the same instant, many times: never frozen after being paid, no deadlock reaches a caller. */
    @Test
    void x4APaymentAndASweepNeverDecideAboutOneAccountAtTheSameTime() throws Exception {
        List<Long> ids = new ArrayList<>();
        List<Long> clusters = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            long account = open(AccountClock.WALL);
            ids.add(account);
            clusters.add(resource(account, "dws", "raced-" + i, BillingMode.PAY_AS_YOU_GO, null));
            bills.record(account, "dws", "100.00", START, null, List.of());
        }
        wallClock.set(Instant.parse("2026-01-21T00:00:00Z"));
        CyclicBarrier start = new CyclicBarrier(3);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Callable<Void> sweeper = () -> {
                start.await();
                int idle = 0;
                while (idle < 3) {
                    idle = sweep.carryOutDue(7).isEmpty() ? idle + 1 : 0;
                }
                return null;
            };
            Callable<Void> payer = () -> {
                start.await();
                for (long account : ids) {
                    accounts.topUp(account, "100.00", "race");
                }
                return null;
            };
            for (Future<Void> done : threads.invokeAll(List.of(sweeper, sweeper, payer))) {
                done.get();
            }
        }
        while (!sweep.carryOutDue(100).isEmpty()) {
            assertThat(brake.standing().engaged()).isFalse();
        }
        assertThat(phases(clusters)).containsOnly("ACTIVE");
        for (long cluster : clusters) {
            assertThat(resources.transitions(cluster))
                    .extracting(Resources.TransitionView::to)
                    .isIn(
                            List.of(Phase.ACTIVE, Phase.GRACE, Phase.ACTIVE),
                            List.of(Phase.ACTIVE, Phase.GRACE, Phase.RETENTION, Phase.ACTIVE));
        }
        assertThat(reconciliation.run()).isEmpty();
    }

    private int failures(long account) {
        Integer failures =
                jdbc.queryForObject("SELECT sweep_failures FROM accounts WHERE id = ?", Integer.class, account);
        return failures == null ? 0 : failures;
    }

    private Instant nextActionAt(long account) {
        return jdbc.queryForObject(
                "SELECT next_action_at FROM accounts WHERE id = ?",
                (row, i) -> Sql.instant(row, "next_action_at"),
                account);
    }

    private void sweepAll() {
        int rounds = 0;
        while (!sweep.carryOutDue(100).isEmpty()) {
            assertThat(rounds++).isLessThan(50);
        }
    }

    private long open(long clock) {
        return accounts.open("Acme", "CNY", "UTC", "en", null, null, clock, null);
    }

    private long resource(long account, String product, String name, BillingMode mode, Instant expiresAt) {
        return resources
                .register(account, name, product, "cn-1", mode, expiresAt)
                .resource()
                .id();
    }

    private List<String> phases(List<Long> resourceIds) {
        return resourceIds.stream()
                .map(id -> resources.get(id).resource().phase().name())
                .toList();
    }

    /** Steps from one due instant to the next and accepts release reminders as they come. */
    private void run(long clock, long account, Instant to) {
        while (true) {
            Instant next =
                    sweep.nextActionAt(clock).filter(at -> !at.isAfter(to)).orElse(to);
            carryOut(clock, next);
            announced.acceptReleaseReminders(account, finalNotices, next);
            if (next.equals(to)) {
                return;
            }
        }
    }

    private void carryOut(long clock, Instant to) {
        jdbc.update("UPDATE test_clocks SET now_at = ? WHERE id = ?", Sql.utc(to), clock);
        int rounds = 0;
        while (!sweep.carryOutDue(clock, to, 100).isEmpty()) {
            assertThat(rounds++).isLessThan(50);
        }
    }
}
