package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.TransitionReason;
import org.junit.jupiter.api.Test;

/** R6: a retention without an end is released only when an operator schedules it. */
class OpenEndedRetentionTests {

    /** Locked since 21 January; it is 1 February. */
    private static Scenario locked() {
        return account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("maxcompute", "mart")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-01T00:00Z")
                .forget();
    }

    @Test
    void isNeverReleasedByItself() {
        var story = locked().advanceTo("2036-01-01T00:00Z");

        assertThat(story.phase("mart")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("mart").releaseWithheld()).isNull();
        assertThat(story.notices()).isEmpty();
        assertThat(story.nextActionAt()).isNull();
    }

    @Test
    void aScheduleIsRemindedOfAtOnceAndCarriedOut() {
        var story = locked().scheduleRelease("mart", "2026-02-05T00:00Z");
        assertThat(story.notices()).containsExactly("2026-02-01T00:00Z RELEASE_REMINDER mart");
        assertThat(story.rawNotices(Stage.RELEASE_REMINDER).getFirst().deadline())
                .isEqualTo("2026-02-05T00:00:00Z");

        story.advanceTo("2026-03-01T00:00Z");
        assertThat(story.notices())
                .containsExactly(
                        "2026-02-01T00:00Z RELEASE_REMINDER mart",
                        "2026-02-02T00:00Z RELEASE_REMINDER mart",
                        "2026-02-04T00:00Z RELEASE_REMINDER mart",
                        "2026-02-05T00:00Z RELEASED mart");
        assertThat(story.transitions()).containsExactly("2026-02-05T00:00Z mart RETENTION -> RELEASED");
        assertThat(story.rawTransitions().getFirst().reason()).isEqualTo(TransitionReason.SCHEDULED_RELEASE);
    }

    @Test
    void aScheduleIsAtLeastFinalNoticeLeadAhead() {
        var story = locked();

        assertThat(refusal(() -> story.scheduleRelease("mart", "2026-02-01T23:59:59.999999Z")))
                .returns(Refusal.Kind.INVALID, Refusal::kind)
                .returns("at", Refusal::field);
        story.scheduleRelease("mart", "2026-02-02T00:00Z").advanceTo("2026-02-03T00:00Z");
        assertThat(story.transitions()).containsExactly("2026-02-02T00:00Z mart RETENTION -> RELEASED");
    }

    @Test
    void theGuardAppliesToASchedule() {
        var story = locked().whileMailIsDown()
                .scheduleRelease("mart", "2026-02-05T00:00Z")
                .advanceTo("2026-02-20T00:00Z");
        assertThat(story.phase("mart")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("mart").releaseWithheld()).isNotNull();

        story.acceptReminderAt("2026-02-20T08:00Z").advanceTo("2026-03-01T00:00Z");
        assertThat(story.transitions()).containsExactly("2026-02-21T08:00Z mart RETENTION -> RELEASED");
    }

    @Test
    void onlyAnOpenEndedRetentionCanBeScheduled() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("maxcompute", "mart")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z");
        assertThat(refusal(() -> story.scheduleRelease("mart", "2027-01-01T00:00Z"))
                        .code())
                .as("ACTIVE")
                .isEqualTo("NOT_SCHEDULABLE");

        story.advanceTo("2026-01-10T00:00Z");
        assertThat(refusal(() -> story.scheduleRelease("mart", "2027-01-01T00:00Z"))
                        .code())
                .as("GRACE")
                .isEqualTo("NOT_SCHEDULABLE");

        story.advanceTo("2026-01-25T00:00Z");
        assertThat(refusal(() -> story.scheduleRelease("etl", "2027-01-01T00:00Z")))
                .as("a retention with an end")
                .returns("NOT_SCHEDULABLE", Refusal::code)
                .returns(Refusal.Kind.CONFLICT, Refusal::kind);
    }

    @Test
    void schedulingAgainReplaces() {
        var story = locked().scheduleRelease("mart", "2026-02-05T00:00Z")
                .advanceTo("2026-02-02T12:00Z")
                .scheduleRelease("mart", "2026-02-20T00:00Z")
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).containsExactly("2026-02-20T00:00Z mart RETENTION -> RELEASED");
        assertThat(story.notices(Stage.RELEASE_REMINDER))
                .containsExactly(
                        "2026-02-01T00:00Z RELEASE_REMINDER mart",
                        "2026-02-02T00:00Z RELEASE_REMINDER mart",
                        "2026-02-02T12:00Z RELEASE_REMINDER mart",
                        "2026-02-13T00:00Z RELEASE_REMINDER mart",
                        "2026-02-17T00:00Z RELEASE_REMINDER mart",
                        "2026-02-19T00:00Z RELEASE_REMINDER mart");
    }

    @Test
    void aScheduleCanBeCancelled() {
        var story = locked().scheduleRelease("mart", "2026-02-05T00:00Z")
                .cancelScheduledRelease("mart")
                .advanceTo("2027-01-01T00:00Z");

        assertThat(story.phase("mart")).isEqualTo(Phase.RETENTION);
        assertThat(refusal(() -> story.cancelScheduledRelease("mart")).code()).isEqualTo("NOT_SCHEDULED");
    }

    @Test
    void aRestoreCancelsTheSchedule() {
        var story = locked().scheduleRelease("mart", "2026-02-05T00:00Z")
                .advanceTo("2026-02-03T00:00Z")
                .topUp("100")
                .bill("february", "100", "2026-02-03T00:00Z")
                .advanceTo("2027-01-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-02-03T00:00Z mart RETENTION -> ACTIVE",
                        "2026-02-03T00:00Z mart ACTIVE -> GRACE",
                        "2026-02-18T00:00Z mart GRACE -> RETENTION");
        assertThat(story.resource("mart").scheduledReleaseAt()).isNull();
    }

    @Test
    void anInstantThatPassesUnderAHoldLapses() {
        var story = locked().scheduleRelease("mart", "2026-02-05T00:00Z")
                .hold("mart")
                .advanceTo("2026-02-10T00:00Z");
        assertThat(story.resource("mart").scheduledReleaseAt()).isNull();
        assertThat(refusal(() -> story.releaseByHand("mart")).code()).isEqualTo("RELEASE_NOT_WITHHELD");

        story.forget().liftHold("mart").advanceTo("2027-01-01T00:00Z");
        assertThat(story.phase("mart")).isEqualTo(Phase.RETENTION);
        assertThat(story.notices()).isEmpty();
    }

    @Test
    void anInstantAheadOfALiftedHoldStands() {
        var story = locked().scheduleRelease("mart", "2026-02-05T00:00Z")
                .hold("mart")
                .advanceTo("2026-02-03T00:00Z")
                .liftHold("mart")
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).containsExactly("2026-02-05T00:00Z mart RETENTION -> RELEASED");
    }
}
