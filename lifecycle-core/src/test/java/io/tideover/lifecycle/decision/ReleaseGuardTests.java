package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.instant;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.resource.TransitionReason;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** R5: nothing is released unless somebody was told in time. Grace is 6 to 21 January, retention ends on 5 February. */
class ReleaseGuardTests {

    private static final String RETENTION_END = "2026-02-05T00:00Z";

    private static Scenario overdue() {
        return account().at("2026-01-01T00:00Z").payAsYouGo("dws", "etl").bill("january", "100", "2026-01-06T00:00Z");
    }

    @Test
    void r5AReminderThatGoesOutLateNamesWhatIsStillAllowed() {
        Scenario story = Scenario.account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .whileMailIsDown()
                .bill("january", "40", "2026-01-06T00:00Z")
                .advanceTo("2026-01-25T00:00Z");
        // retention ends on 5 February
        assertThat(story.releaseIfAccepted("etl")).isEqualTo("2026-02-05T00:00Z");
        story.advanceTo("2026-03-01T00:00Z");
        assertThat(story.releaseIfAccepted("etl")).isEqualTo("2026-03-02T00:00Z");

        story.acceptReminderAt("2026-03-01T12:00Z").advanceTo("2026-03-01T18:00Z");
        assertThat(story.releaseIfAccepted("etl")).isEqualTo("2026-03-02T12:00Z");
    }

    @Test
    void releasesAtTheEndOfRetentionWhereTheFinalNoticeWasAcceptedInTime() {
        var story = overdue()
                .whileMailIsDown()
                .advanceTo("2026-02-04T00:00Z")
                .acceptReminderAt("2026-02-04T00:00Z")
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).last().isEqualTo("2026-02-05T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void waitsFinalNoticeLeadAfterALateAcceptance() {
        var story = overdue()
                .whileMailIsDown()
                .acceptReminderAt("2026-02-04T15:30Z")
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).last().isEqualTo("2026-02-05T15:30Z etl RETENTION -> RELEASED");
    }

    @Test
    void withholdsReleaseUntilFinalNoticeIsAccepted() {
        var story = overdue().whileMailIsDown().advanceTo("2026-04-01T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("etl").releaseWithheld()).contains("accepted");
        assertThat(story.notices(Stage.RELEASED)).isEmpty();
        assertThat(story.nextActionAt())
                .as("nothing to look at until mail works")
                .isNull();

        story.acceptReminderAt("2026-04-10T00:00Z");
        assertThat(story.nextActionAt()).isEqualTo("2026-04-11T00:00Z");
        assertThat(story.resource("etl").releaseWithheld()).contains("2026-04-11T00:00:00Z");

        story.advanceTo("2026-05-01T00:00Z");
        assertThat(story.transitions()).last().isEqualTo("2026-04-11T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void isNotWithheldBeforeItIsDue() {
        var story = overdue().whileMailIsDown().advanceTo("2026-02-04T23:59:59Z");

        assertThat(story.resource("etl").releaseWithheld()).isNull();
    }

    @Test
    void withholdsReleaseAgainWhenTheFinalNoticeBounces() {
        var story = overdue()
                .advanceTo("2026-02-04T12:00Z")
                .whileMailIsDown()
                .bounceReminders()
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("etl").releaseWithheld()).isNotNull();
    }

    @Test
    void aBounceWhileReleaseWaitsForItsLeadWithholdsItAgain() {
        var story = overdue()
                .whileMailIsDown()
                .acceptReminderAt("2026-02-04T20:00Z")
                .advanceTo("2026-02-05T10:00Z")
                .bounceReminders()
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
    }

    @Test
    void anEarlierReminderThatWasAcceptedSufficesWhereALaterOneBounces() {
        var story = overdue().advanceTo("2026-01-30T00:00Z").whileMailIsDown().advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).last().isEqualTo("2026-02-05T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void remindersOfAnEarlierEpisodeDoNotCount() {
        var story = overdue()
                .advanceTo("2026-02-04T12:00Z")
                .topUp("100")
                .whileMailIsDown()
                .bill("february", "100", "2026-02-06T00:00Z")
                .advanceTo("2026-06-01T00:00Z");

        assertThat(story.transitions())
                .endsWith(
                        "2026-02-04T12:00Z etl RETENTION -> ACTIVE",
                        "2026-02-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-02-21T00:00Z etl GRACE -> RETENTION");
        assertThat(story.resource("etl").releaseWithheld()).isNotNull();
    }

    @Test
    void remindersOfAnEarlierEpisodeAtTheSameInstantDoNotCount() {
        // V0 is reminded at the start of a retention of one day; then pays, and owes again, at that very instant
        var story = account()
                .tier("V0")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-06T00:00Z")
                .whileMailIsDown()
                .topUp("100")
                .bill("two", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("etl").releaseWithheld()).isNotNull();
        assertThat(story.rawNotices(Stage.RELEASE_REMINDER))
                .extracting(notice -> notice.createdAt() + " " + notice.cause())
                .containsExactly("2026-01-06T00:00:00Z spell:1", "2026-01-06T00:00:00Z spell:2");
    }

    @Test
    void aReminderThatNamesALaterInstantDoesNotCoverAnEarlierRelease() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("maxcompute", "mart")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-01T00:00Z")
                .scheduleRelease("mart", "2026-03-10T00:00Z")
                .whileMailIsDown()
                .advanceTo("2026-02-02T00:00Z")
                .scheduleRelease("mart", "2026-02-20T00:00Z")
                .advanceTo("2026-03-09T00:00Z");

        // the customer knows of 10 March only
        assertThat(story.phase("mart")).isEqualTo(Phase.RETENTION);
        assertThat(story.advanceTo("2026-04-01T00:00Z").transitions())
                .last()
                .isEqualTo("2026-03-10T00:00Z mart RETENTION -> RELEASED");
    }

    @Test
    void aReminderThatNamedAnEarlierInstantCoversALaterRelease() {
        var story = overdue()
                .advanceTo("2026-02-04T12:00Z")
                .whileMailIsDown()
                .extend("etl", 10)
                .advanceTo("2026-04-01T00:00Z");

        assertThat(story.transitions()).last().isEqualTo("2026-02-15T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void aHoldWithholdsReleaseWithItsReason() {
        var story = overdue().advanceTo("2026-01-25T00:00Z").hold("etl").advanceTo("2026-04-01T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("etl").releaseWithheld()).isEqualTo("court order");
        assertThat(story.resource("etl").hold()).satisfies(hold -> {
            assertThat(hold.by()).isEqualTo("ops");
            assertThat(hold.at()).isEqualTo("2026-01-25T00:00:00Z");
        });
        assertThat(story.nextActionAt()).isNull();
    }

    @Test
    void aHoldDoesNothingElse() {
        var held = overdue().hold("etl").advanceTo("2026-02-04T12:00Z");
        var free = overdue().advanceTo("2026-02-04T12:00Z");

        assertThat(held.transitions()).isEqualTo(free.transitions());
        assertThat(held.notices()).isEqualTo(free.notices());
        assertThat(held.topUp("100").phase("etl")).isEqualTo(Phase.ACTIVE);
    }

    @Test
    void liftingAHoldSendsANewReminderAndWaitsForItsAcceptance() {
        var story = overdue()
                .advanceTo("2026-02-04T12:00Z")
                .hold("etl")
                .advanceTo("2026-03-01T00:00Z")
                .whileMailIsDown()
                .forget()
                .liftHold("etl");
        assertThat(story.notices()).containsExactly("2026-03-01T00:00Z RELEASE_REMINDER etl");
        assertThat(story.rawNotices(Stage.RELEASE_REMINDER).getFirst().deadline())
                .isEqualTo("2026-03-02T00:00:00Z");

        // those accepted before the hold no longer count
        assertThat(story.advanceTo("2026-03-20T00:00Z").phase("etl")).isEqualTo(Phase.RETENTION);
        story.acceptReminderAt("2026-03-20T06:00Z").advanceTo("2026-04-01T00:00Z");
        assertThat(story.transitions()).containsExactly("2026-03-21T06:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void aHoldLiftedBeforeTheEndOfRetentionAlsoTakesANewReminder() {
        var story = overdue()
                .advanceTo("2026-01-30T00:00Z")
                .hold("etl")
                .advanceTo("2026-01-31T00:00Z")
                .forget()
                .liftHold("etl");
        assertThat(story.notices()).containsExactly("2026-01-31T00:00Z RELEASE_REMINDER etl");
        assertThat(story.rawNotices(Stage.RELEASE_REMINDER).getFirst().deadline())
                .isEqualTo("2026-02-05T00:00:00Z");

        story.advanceTo("2026-03-01T00:00Z");
        assertThat(story.transitions()).containsExactly("2026-02-05T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void aHoldLiftedShortlyBeforeTheEndOfRetentionPutsReleaseOff() {
        var story = overdue()
                .advanceTo("2026-01-30T00:00Z")
                .hold("etl")
                .advanceTo("2026-02-04T18:00Z")
                .forget()
                .liftHold("etl");
        assertThat(story.rawNotices(Stage.RELEASE_REMINDER).getFirst().deadline())
                .as("the instant it names")
                .isEqualTo("2026-02-05T18:00:00Z");

        story.advanceTo("2026-03-01T00:00Z");
        assertThat(story.transitions()).last().isEqualTo("2026-02-05T18:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void aHoldLiftedInGraceChangesNothing() {
        var story = overdue()
                .advanceTo("2026-01-10T00:00Z")
                .hold("etl")
                .advanceTo("2026-01-11T00:00Z")
                .forget()
                .liftHold("etl");

        assertThat(story.notices()).isEmpty();
        assertThat(story.advanceTo("2026-03-01T00:00Z").transitions())
                .last()
                .isEqualTo("2026-02-05T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void aRetentionShorterThanTheSmallestReminderIsRemindedOfAtItsStart() {
        var story = account()
                .policy(BuiltInPolicies.of(
                        1, BillingMode.PAY_AS_YOU_GO, "P0D", "PT12H", "1970-01-01T00:00:00Z", "P7D", "P1D"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("test", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(story.notices(Stage.RELEASE_REMINDER)).containsExactly("2026-01-06T00:00Z RELEASE_REMINDER etl");
        // half a day of retention, but a day after the notice
        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> RETENTION", "2026-01-07T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void aRetentionWithoutAnyReminderIsRemindedOfAtItsStart() {
        var story = account()
                .policy(BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P1D", "P5D", "1970-01-01T00:00:00Z"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("test", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(story.notices(Stage.RELEASE_REMINDER)).containsExactly("2026-01-07T00:00Z RELEASE_REMINDER etl");
        assertThat(story.transitions()).last().isEqualTo("2026-01-12T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void anOperatorReleasesAWithheldResourceByHandWithAReason() {
        var story = overdue()
                .whileMailIsDown()
                .advanceTo("2026-03-01T00:00Z")
                .forget()
                .releaseByHand("etl");

        assertThat(story.rawTransitions()).singleElement().satisfies(transition -> {
            assertThat(transition.to()).isEqualTo(Phase.RELEASED);
            assertThat(transition.effectiveAt()).isEqualTo("2026-03-01T00:00:00Z");
            assertThat(transition.reason()).isEqualTo(TransitionReason.RELEASED_BY_OPERATOR);
            assertThat(transition.detail()).isEqualTo("customer asked");
        });
        assertThat(story.notices()).containsExactly("2026-03-01T00:00Z RELEASED etl");
    }

    @Test
    void aHeldResourceIsReleasedByHandOnceItsRetentionIsOver() {
        var story = overdue().advanceTo("2026-01-25T00:00Z").hold("etl").advanceTo("2026-02-01T00:00Z");
        assertThat(refusal(() -> story.releaseByHand("etl")).code()).isEqualTo("RELEASE_NOT_WITHHELD");

        assertThat(story.advanceTo(RETENTION_END).releaseByHand("etl").phase("etl"))
                .isEqualTo(Phase.RELEASED);
    }

    @Test
    void releaseWaitsForTheReminderOfEachResource() {
        var story = overdue().payAsYouGo("dws", "two").advanceTo("2026-01-30T00:00Z");
        // what was accepted for one says nothing for the other
        story.whileMailIsDown().forgetRemindersOf("two").advanceTo("2026-03-01T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RELEASED);
        assertThat(story.phase("two")).isEqualTo(Phase.RETENTION);
    }

    @Test
    void aReminderDoesNotCoverAResourceThatIsLeftToANewerOne() {
        // swept late: what fell due on the 4th is sent about one resource only, for the other is told of on the 6th
        // (T4)
        var story = overdue()
                .payAsYouGo("dws", "two")
                .advanceTo("2026-01-25T00:00Z")
                .extend("two", 2)
                .whileMailIsDown()
                .sweepAt("2026-02-06T00:00Z");
        assertThat(story.notices(Stage.RELEASE_REMINDER))
                .endsWith("2026-02-04T00:00Z RELEASE_REMINDER etl,(two)", "2026-02-06T00:00Z RELEASE_REMINDER two");

        story.acceptRemindersOf("2026-02-04T00:00Z").advanceTo("2026-03-01T00:00Z");
        assertThat(story.phase("etl")).isEqualTo(Phase.RELEASED);
        assertThat(story.phase("two")).isEqualTo(Phase.RETENTION);

        story.acceptRemindersOf("2026-02-06T00:00Z").advanceTo("2026-03-02T00:00Z");
        assertThat(story.phase("two")).isEqualTo(Phase.RELEASED);
    }

    @Test
    void theGuardHoldsForSubscriptionsToo() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .subscription("maxcompute", "mart", "2026-01-10T00:00Z")
                .whileMailIsDown()
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.phase("mart")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("mart").releaseWithheld()).isNotNull();
    }

    @Test
    void aRehearsalTakesFinalNoticesAsAcceptedWhenTheyFallDue() {
        var state = overdue().state();
        var terms = new Terms(
                new PolicyBook(BuiltInPolicies.all()),
                Cards.DECLINE,
                new AtomicLong(100)::incrementAndGet,
                false,
                true);
        Run run = new Run(state, terms, instant("2026-06-01T00:00Z"));
        Lifecycle.carryOut(run, run.until());

        assertThat(run.transitions())
                .extracting(transition -> transition.to() + " " + transition.effectiveAt())
                .containsExactly(
                        "GRACE 2026-01-06T00:00:00Z",
                        "RETENTION 2026-01-21T00:00:00Z",
                        "RELEASED 2026-02-05T00:00:00Z");
        assertThat(run.finishedNotices().stream().filter(notice -> notice.stage() == Stage.RELEASE_REMINDER))
                .allSatisfy(notice -> assertThat(notice.deadline()).isEqualTo("2026-02-05T00:00:00Z"));
    }
}
