package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;

/** R13: a run under the brake. */
class BrakeTests {

    private static Scenario overdue() {
        return account().at("2026-01-01T00:00Z").payAsYouGo("dws", "etl").bill("january", "100", "2026-01-06T00:00Z");
    }

    @Test
    void holdsBackFreezesButNotWarnings() {
        var story = overdue().brake().advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions()).containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE");
        assertThat(story.notices())
                .containsExactly(
                        "2026-01-01T00:00Z BILL_ISSUED",
                        "2026-01-06T00:00Z OVERDUE etl",
                        "2026-01-14T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-18T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-20T00:00Z SUSPENSION_REMINDER etl");
        assertThat(story.state().account().braked()).isTrue();
        assertThat(story.nextActionAt()).isNull();
        assertThat(story.brakeable()).isZero();
    }

    @Test
    void holdsBackReleases() {
        var story = overdue().advanceTo("2026-02-04T12:00Z").brake().advanceTo("2026-03-01T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.notices(Stage.RELEASE_REMINDER)).hasSize(3);
        assertThat(story.brakeable()).as("the freeze before it").isEqualTo(1);
    }

    @Test
    void doesNotHoldBackRestores() {
        var story = overdue().advanceTo("2026-01-25T00:00Z").brake().topUp("100");

        assertThat(story.phase("etl")).isEqualTo(Phase.ACTIVE);
        assertThat(story.notices(Stage.RESTORED)).hasSize(1);
    }

    @Test
    void restoresWhatItKeptFromBeingFrozen() {
        var story =
                overdue().brake().advanceTo("2026-02-01T00:00Z").topUp("100").releaseBrake();

        assertThat(story.transitions())
                .containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE", "2026-02-01T00:00Z etl GRACE -> ACTIVE");
    }

    @Test
    void whatWasHeldBackHappensWithItsOwnInstantOnceItLetsGo() {
        var story = overdue().brake().advanceTo("2026-01-23T00:00Z").releaseBrake();

        assertThat(story.transitions()).last().isEqualTo("2026-01-21T00:00Z etl GRACE -> RETENTION");
        assertThat(story.state().account().braked()).isFalse();
        assertThat(story.brakeable()).isEqualTo(1);
    }

    @Test
    void evenLongAfterItLetsGoNothingIsReleasedWithoutItsFinalNotice() {
        var story = overdue().brake().advanceTo("2026-03-01T00:00Z").releaseBrake();
        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.notices(Stage.RELEASE_REMINDER))
                .containsExactly(
                        "2026-01-29T00:00Z RELEASE_REMINDER (etl) superseded",
                        "2026-02-02T00:00Z RELEASE_REMINDER (etl) superseded",
                        "2026-02-04T00:00Z RELEASE_REMINDER etl");

        story.advanceTo("2026-04-01T00:00Z");
        assertThat(story.transitions()).last().isEqualTo("2026-03-02T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void holdsBackAFreezeWithoutGraceAndMakesItOnceItLetsGo() {
        var story = account()
                .tier("V1")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .brake()
                .advanceTo("2026-01-08T00:00Z");
        assertThat(story.transitions()).isEmpty();
        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-01-06T00:00Z OVERDUE etl");

        story.releaseBrake();
        assertThat(story.transitions()).containsExactly("2026-01-06T00:00Z etl ACTIVE -> RETENTION");
        assertThat(story.notices(Stage.SUSPENDED)).containsExactly("2026-01-06T00:00Z SUSPENDED etl");
    }

    @Test
    void holdsBackAnExpiryWithoutGraceAndMakesItOnceItLetsGo() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .subscription("maxcompute", "mart", "2026-01-10T00:00Z")
                .brake()
                .advanceTo("2026-01-12T00:00Z");
        assertThat(story.transitions()).isEmpty();

        story.releaseBrake();
        assertThat(story.transitions()).containsExactly("2026-01-10T00:00Z mart ACTIVE -> RETENTION");
        assertThat(story.notices(Stage.EXPIRED, Stage.SUSPENDED)).hasSize(2);
    }

    /** A sweep that goes beyond the limit is rolled back and done over under the brake; what it asked cards for stays asked for. */
    @Test
    void f6ChargesNoCardOnceMoreForWhatWasChargedBeforeItEngaged() {
        assertThat(cardAndExpiry().brake().sweepAt("2026-01-12T00:00Z").chargeKeys())
                .hasSize(1)
                .isEqualTo(cardAndExpiry().sweepAt("2026-01-12T00:00Z").chargeKeys());
    }

    private static Scenario cardAndExpiry() {
        return account()
                .at("2026-01-01T00:00Z")
                .card(Scenario.ACCEPTED)
                .subscription("maxcompute", "mart", "2026-01-10T00:00Z")
                .bill("january", "100", "2026-01-11T00:00Z");
    }

    @Test
    void doesNotHoldBackWhatAnOperatorOrCustomerDoesByHand() {
        var story = overdue()
                .payAsYouGo("dws", "two")
                .advanceTo("2026-01-10T00:00Z")
                .delete("two")
                .whileMailIsDown()
                .advanceTo("2026-02-10T00:00Z")
                .brake()
                .releaseByHand("etl");

        assertThat(story.phase("etl")).isEqualTo(Phase.RELEASED);
        assertThat(story.phase("two")).isEqualTo(Phase.RELEASED);
    }

    @Test
    void countsFreezesAndReleasesByDeadlineAndNothingElse() {
        var story = overdue()
                .payAsYouGo("dws", "two")
                .subscription("maxcompute", "mart", "2026-01-10T00:00Z")
                .advanceTo("2026-03-01T00:00Z");

        // three freezes and three releases
        assertThat(story.brakeable()).isEqualTo(6);
    }
}
