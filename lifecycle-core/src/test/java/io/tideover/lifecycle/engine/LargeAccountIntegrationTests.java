package io.tideover.lifecycle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.engine.LifecycleFixture.RecordedAnnouncements;
import io.tideover.lifecycle.engine.LifecycleFixture.SettableClock;
import io.tideover.lifecycle.engine.Reconciliation.Finding;
import io.tideover.lifecycle.engine.Resources.Filter;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcement.Portions;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.test.Drafts;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

/** S8: what is read of an account while its resources still follow what it decided, and how it is reconciled. */
@SpringBootTest(
        classes = LifecycleFixture.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "tideover.lifecycle.portion=2")
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class LargeAccountIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final Filter IN_GRACE = new Filter(Phase.GRACE, null, null);

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Sweep sweep;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private Brake brake;

    @Autowired
    private FinalNotices finalNotices;

    @Autowired
    private PolicyVersions versions;

    @Autowired
    private Customers customers;

    @Autowired
    private SettableClock clock;

    @Autowired
    private RecordedAnnouncements announced;

    @Autowired
    private JdbcTemplate jdbc;

    private long account;
    private List<Long> five;

    @BeforeEach
    void registerFive() {
        clock.set(START);
        account = customers.open();
        five = customers.clusters(account, 5);
    }

    /** Else what it owes is due as well, and counts, when another test moves the clock. */
    @AfterEach
    void settle() {
        settle(account);
    }

    private void settle(long owing) {
        if (accounts.standing(owing).inArrears()) {
            accounts.topUp(owing, "10.00", "at last");
        }
    }

    @Test
    void listsByThePhaseThatWasDecidedBeforeItIsStored() {
        bills.record(account, "dws", "10.00", START, "one", List.of());

        assertThat(accounts.get(account).following()).isTrue();
        assertThat(inGrace(2)).isEqualTo(five);
        assertThat(resources
                        .list(account, new Filter(Phase.ACTIVE, null, null), 10, null)
                        .items())
                .isEmpty();

        follow();
        assertThat(accounts.get(account).following()).isFalse();
        assertThat(inGrace(2)).isEqualTo(five);
        assertThat(resources.countByPhase(account)).containsEntry(Phase.GRACE, 5L);
    }

    @Test
    void namesTheOverdueBillsOnceAllHaveFollowed() {
        long bill =
                bills.record(account, "dws", "10.00", START, "one", List.of()).id();
        follow();
        List<Long> named = announced.of(account).stream()
                .flatMap(each -> each.portions().parts().stream())
                .filter(part -> part.stage() == Stage.OVERDUE)
                .flatMap(part -> part.billIds().stream())
                .toList();
        assertThat(named).containsExactly(bill);
    }

    @Test
    void f4ReconcilesItInPortions() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        follow();
        assertThat(differences()).isEmpty();

        long phase = five.get(2);
        long wakeUp = five.get(4);
        jdbc.update("UPDATE resources SET phase = 'RETENTION' WHERE id = ?", phase);
        jdbc.update("UPDATE resources SET next_action_at = '2026-01-01 00:00:00' WHERE id = ?", wakeUp);
        assertThat(differences())
                .extracting(Finding::what, finding -> finding.detail().split(" ")[1])
                .contains(
                        org.assertj.core.groups.Tuple.tuple("PHASE", Long.toString(phase)),
                        org.assertj.core.groups.Tuple.tuple("WAKE_UP", Long.toString(wakeUp)),
                        org.assertj.core.groups.Tuple.tuple("WAKE_UP", "account"));

        jdbc.update("UPDATE resources SET phase = 'GRACE' WHERE id = ?", phase);
        jdbc.update("UPDATE resources SET next_action_at = '2026-01-14 00:00:00' WHERE id = ?", wakeUp);
        assertThat(differences()).isEmpty();
    }

    @Test
    void f4FindsNoDifferenceOnceAllHaveBeenRestored() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        follow();
        accounts.topUp(account, "10.00", "settled");
        follow();

        assertThat(resources.countByPhase(account)).containsEntry(Phase.ACTIVE, 5L);
        assertThat(differences()).isEmpty();
    }

    @Test
    void r5AnAcceptedFinalNoticeIsFollowedInPortions() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        follow();
        moveTo("2026-01-21T00:00:00Z");
        moveTo("2026-02-05T00:00:00Z");
        assertThat(wakeUps()).containsOnlyNulls();

        Instant accepted = Instant.parse("2026-02-06T00:00:00Z");
        clock.set(accepted);
        announced.acceptReleaseReminders(account, finalNotices, accepted);
        assertThat(wakeUps()).as("what the acceptance itself touches").containsOnlyNulls();

        followAtMostTwoAtATime(Instant.parse("2026-02-07T00:00:00Z"));
        assertThat(differences()).isEmpty();
        moveTo("2026-02-07T00:00:00Z");
        assertThat(five)
                .allSatisfy(id -> assertThat(resources.transitions(id).getLast().effectiveAt())
                        .isEqualTo("2026-02-07T00:00:00Z"));
        assertThat(resources.countByPhase(account)).containsEntry(Phase.RELEASED, 5L);
    }

    @Test
    void r5AFinalNoticeThatBouncesIsFollowedInPortions() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        follow();
        moveTo("2026-01-21T00:00:00Z");
        moveTo("2026-02-05T00:00:00Z");
        announced.acceptReleaseReminders(account, finalNotices, Instant.parse("2026-02-05T00:00:00Z"));
        follow();
        assertThat(wakeUps()).containsOnly(Instant.parse("2026-02-06T00:00:00Z"));

        announced
                .notices(account, Stage.RELEASE_REMINDER)
                .forEach(each -> finalNotices.bounced(account, each.id(), null));
        followAtMostTwoAtATime(null);
        assertThat(resources.get(five.getLast()).withheld()).startsWith("No release reminder");
    }

    @Test
    void r9AVersionOfAPolicyIsFollowedInPortions() {
        String product = "vault-" + account;
        five = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> resources
                        .register(
                                account,
                                "vault-" + i,
                                product,
                                "cn-1",
                                BillingMode.SUBSCRIPTION,
                                Instant.parse("2026-03-01T00:00:00Z"))
                        .resource()
                        .id())
                .toList();
        assertThat(wakeUps()).containsOnly(Instant.parse("2026-02-22T00:00:00Z"));

        versions.add(Drafts.remindedOf(product, "P20D"), "Olga");
        assertThat(wakeUps()).as("what adding it touches").containsOnly(Instant.parse("2026-02-22T00:00:00Z"));

        followAtMostTwoAtATime(Instant.parse("2026-02-09T00:00:00Z"));
        assertThat(differences()).isEmpty();
    }

    @Test
    void r13TheBrakeHoldsBackAPortionAndLetsItGoOn() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        follow();
        brake.letGoOn();
        brake.limitTo(2L);
        try {
            moveTo("2026-01-21T00:00:00Z");
            assertThat(brake.standing().engaged()).isTrue();
            assertThat(jdbc.queryForObject("SELECT sweep_failures FROM accounts WHERE id = ?", Integer.class, account))
                    .as("what is held back is no failure")
                    .isZero();
            assertThat(resources.countByPhase(account))
                    .containsEntry(Phase.RETENTION, 2L)
                    .containsEntry(Phase.GRACE, 3L);

            brake.limitTo(100L);
            clock.set(Instant.parse("2026-01-22T00:00:00Z"));
            brake.letGoOn();
            follow();
            assertThat(resources.countByPhase(account)).containsEntry(Phase.RETENTION, 5L);
            assertThat(five)
                    .allSatisfy(
                            id -> assertThat(resources.transitions(id).getLast().effectiveAt())
                                    .isEqualTo("2026-01-21T00:00:00Z"));
            assertThat(announced.notices(account, Stage.SUSPENDED).stream()
                            .flatMap(notice -> notice.lines().stream())
                            .map(NoticeLine::resourceId))
                    .containsExactlyInAnyOrderElementsOf(five);
            assertThat(differences()).isEmpty();
        } finally {
            brake.limitTo(null);
            brake.letGoOn();
        }
    }

    @Test
    void s8ABatchHoldsAtMostAsManyResourcesAsItHasAccounts() {
        List<Long> pairs =
                IntStream.rangeClosed(1, 3).mapToObj(i -> customers.open()).toList();
        for (long pair : pairs) {
            customers.clusters(pair, 2);
            bills.record(pair, "dws", "10.00", START.plusSeconds(60), "due", List.of());
        }
        follow();
        clock.set(START.plusSeconds(60));

        assertThat(sweep.carryOutDue(3).accounts()).isEqualTo(1);
        follow();
        assertThat(pairs)
                .allSatisfy(pair -> assertThat(resources.countByPhase(pair)).containsEntry(Phase.GRACE, 2L));
        pairs.forEach(this::settle);
    }

    @Test
    void d2ASpellThatEndsWhileItsNoticeIsInTheMakingTakesItAlong() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        sweep.carryOutDue(10);
        accounts.topUp(account, "10.00", "settled");
        follow();

        List<Portions> portions =
                announced.of(account).stream().map(Announcement::portions).toList();
        assertThat(portions.getLast().completed()).extracting(Notice::stage).contains(Stage.OVERDUE, Stage.RESTORED);
        assertThat(portions.getLast().endedMeanwhile()).containsExactly(1);
        assertThat(resources.countByPhase(account)).containsEntry(Phase.ACTIVE, 5L);
    }

    @Test
    void r9APreviewLooksAtItInPortions() {
        String product = "stream-" + account;
        IntStream.rangeClosed(1, 3)
                .forEach(i ->
                        resources.register(account, "stream-" + i, product, "cn-1", BillingMode.PAY_AS_YOU_GO, null));
        long vault = resources
                .register(
                        account,
                        "vault",
                        "dws",
                        "cn-1",
                        BillingMode.SUBSCRIPTION,
                        Instant.parse("2026-01-08T00:00:00Z"))
                .resource()
                .id();
        accounts.topUp(account, "10.00", "enough for the bill alone");
        resources.autoRenew(vault, "P1M", "8.00");
        bills.record(account, product, "10.00", Instant.parse("2026-01-09T00:00:00Z"), "one", List.of());

        PolicyVersions.Preview preview = versions.preview(Drafts.withGrace(product, "P1D"));

        // the renewal on the 7th leaves too little, so that grace begins on the 9th
        assertThat(preview.resources()).isEqualTo(3);
        assertThat(preview.moved()).isEqualTo(3);
        assertThat(preview.days().get(2).draft()).containsEntry(Phase.GRACE, 3L);
        assertThat(preview.days().get(3).today()).containsEntry(Phase.GRACE, 3L);
        assertThat(preview.days().get(3).draft()).containsEntry(Phase.RETENTION, 3L);
        assertThat(resources.countByPhase(account)).containsEntry(Phase.ACTIVE, 9L);
        accounts.topUp(account, "10.00", "enough for both");
    }

    /** What the account decides within an instant comes in its place among what falls due on its resources then. */
    @Test
    void t5FundsThatArriveAsGraceEndsRestoreRatherThanFreeze() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        Instant graceEnd = Instant.parse("2026-01-21T00:00:00Z");
        accounts.grantCoupon(account, Coupon.Kind.GENERAL, "10.00", null, graceEnd, null);
        follow();
        moveTo("2026-01-21T00:00:00Z");

        assertThat(five)
                .allSatisfy(id -> assertThat(resources.transitions(id))
                        .extracting(Resources.TransitionView::to)
                        .containsExactly(Phase.ACTIVE, Phase.GRACE, Phase.ACTIVE));
    }

    /** Whoever sweeps next goes on: nothing is kept but in the database. */
    private void followAtMostTwoAtATime(@Nullable Instant wakeUp) {
        long before = 0;
        assertThat(isDue()).isTrue();
        while (!sweep.carryOutDue(10).isEmpty()) {
            long woken = wakeUps().stream()
                    .filter(each -> Objects.equals(each, wakeUp))
                    .count();
            assertThat(woken - before).isBetween(0L, 2L);
            assertThat(isDue()).isEqualTo(accounts.get(account).following());
            before = woken;
        }
        assertThat(before).isEqualTo(5);
    }

    private boolean isDue() {
        Integer due = jdbc.queryForObject(
                "SELECT COUNT(*) FROM accounts WHERE id = ? AND next_action_at <= ?",
                Integer.class,
                account,
                Sql.utc(clock.instant()));
        return due != null && due > 0;
    }

    private List<@Nullable Instant> wakeUps() {
        return five.stream()
                .map(id -> resources.get(id).resource().nextActionAt())
                .toList();
    }

    private void moveTo(String instant) {
        clock.set(Instant.parse(instant));
        follow();
    }

    private List<Finding> differences() {
        return reconciliation.run().stream()
                .filter(finding -> finding.accountId() == account)
                .toList();
    }

    private List<Long> inGrace(int limit) {
        List<Long> ids = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<ResourceView> page = resources.list(account, IN_GRACE, limit, cursor);
            page.items().forEach(view -> ids.add(view.resource().id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        return ids;
    }

    private void follow() {
        while (!sweep.carryOutDue(10).isEmpty()) {
            // until the last has followed
        }
    }
}
