package io.tideover.lifecycle.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.LifecycleFixture.RecordedAnnouncements;
import io.tideover.lifecycle.engine.LifecycleFixture.SettableClock;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;

/** X9: the wall clock jumps back an hour, or forward a month. */
@SpringBootTest(classes = LifecycleFixture.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class ClockJumpsIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final Instant FROZEN = Instant.parse("2026-01-21T00:00:00Z");

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Sweep sweep;

    @Autowired
    private FinalNotices finalNotices;

    @Autowired
    private SettableClock clock;

    @Autowired
    private RecordedAnnouncements announced;

    private long account;
    private long resource;

    @BeforeEach
    void owe() {
        clock.set(START);
        account = accounts.open("Orchid Foods", "CNY", "UTC", "en", null, null, AccountClock.WALL, null);
        resource = resources
                .register(account, "warehouse-" + account, "dws", "cn-1", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        bills.record(account, "dws", "100.00", START, "owed", List.of());
    }

    @Test
    @DisplayName(
            "X9, T1: nothing is undone by a clock that jumps back, and what is commanded then comes after what was before")
    void undoesNothingWhenTheClockJumpsBack() {
        sweepAt(FROZEN);
        List<Resources.TransitionView> before = resources.transitions(resource);

        sweepAt(FROZEN.minus(Duration.ofHours(1)));
        assertThat(resources.transitions(resource)).isEqualTo(before);
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);

        accounts.topUp(account, "100.00", "paid");
        assertThat(resources.transitions(resource))
                .extracting(Resources.TransitionView::to, Resources.TransitionView::effectiveAt)
                .containsExactly(
                        tuple(Phase.ACTIVE, START),
                        tuple(Phase.GRACE, START),
                        tuple(Phase.RETENTION, FROZEN),
                        tuple(Phase.ACTIVE, FROZEN));
        assertThat(announced.notices(account, Stage.SUSPENDED)).hasSize(1);
    }

    @Test
    @DisplayName(
            "X9, R5: a clock that jumps forward a month freezes, and releases only after the final notice it then sends")
    void releasesNothingUnannouncedWhenTheClockJumpsForward() {
        Instant jumped = START.plus(Duration.ofDays(31));
        sweepAt(jumped);
        sweepAt(jumped.plus(Duration.ofDays(5)));
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);
        assertThat(resources.withheld())
                .filteredOn(withheld -> withheld.accountId() == account)
                .singleElement()
                .satisfies(withheld ->
                        assertThat(withheld.view().resource().releaseWithheld()).contains("No release reminder"));

        Instant accepted = jumped.plus(Duration.ofDays(6));
        clock.set(accepted);
        announced.acceptReleaseReminders(account, finalNotices, accepted);
        sweepAt(accepted.plus(Duration.ofHours(23)));
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);

        sweepAt(accepted.plus(Duration.ofDays(1)));
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RELEASED);
    }

    @Test
    @DisplayName("R5: a final notice that bounces is said to be missing again, at once")
    void saysAnewWhyAReleaseIsWithheldOnceItsFinalNoticeBounces() {
        Instant late = START.plus(Duration.ofDays(31));
        sweepAt(late);
        announced.acceptReleaseReminders(account, finalNotices, late);
        sweepAt(late);
        assertThat(resources.get(resource).resource().releaseWithheld()).contains("was accepted");

        announced
                .notices(account, Stage.RELEASE_REMINDER)
                .forEach(notice -> finalNotices.bounced(account, notice.id(), null));
        sweepAt(late);
        assertThat(resources.get(resource).resource().releaseWithheld()).contains("No release reminder");
        sweepAt(late.plus(Duration.ofDays(9)));
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);
    }

    private void sweepAt(Instant now) {
        clock.set(now);
        while (!sweep.carryOutDue(100).isEmpty()) {
            // until nothing is due
        }
    }
}
