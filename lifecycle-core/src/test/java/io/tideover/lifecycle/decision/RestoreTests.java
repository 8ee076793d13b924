package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;

/** R7: what a payment does to phases. */
class RestoreTests {

    private static final String DAY_6 = "2026-01-06T00:00Z";

    /** 100 since day 6, 50 since day 10: grace until the 21st. */
    private static Scenario twoBills() {
        return account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .bill("two", "50", "2026-01-10T00:00Z");
    }

    @Test
    void restoresEveryPayAsYouGoResourceWhenArrearsBecomeZero() {
        var story = account()
                .policy(BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P1D", null, "1970-01-01T00:00:00Z"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "in grace")
                .payAsYouGo("test", "in retention")
                .subscription("maxcompute", "expired", "2026-01-08T00:00Z")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-09T10:00Z")
                .forget()
                .topUp("100");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-09T10:00Z in grace GRACE -> ACTIVE",
                        "2026-01-09T10:00Z in retention RETENTION -> ACTIVE");
        assertThat(story.notices(Stage.RESTORED)).containsExactly("2026-01-09T10:00Z RESTORED in grace,in retention");
        assertThat(story.phase("expired"))
                .as("arrears do not touch subscriptions")
                .isEqualTo(Phase.RETENTION);
    }

    @Test
    void doesNotSayRestoredWhereNothingHadLeftActive() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-09T00:00Z")
                .topUp("100");

        assertThat(story.notices(Stage.RESTORED)).isEmpty();
    }

    @Test
    void aPartPaymentRestoresNothing() {
        var story = twoBills().advanceTo("2026-01-12T00:00Z").topUp("149.99");

        assertThat(story.phase("etl")).isEqualTo(Phase.GRACE);
        assertThat(story.advanceTo("2026-01-25T00:00Z").topUp("0.01").phase("etl"))
                .isEqualTo(Phase.ACTIVE);
    }

    @Test
    void aPartPaymentThatMovesArrearsSinceMovesTheEndOfGrace() {
        var story = twoBills().advanceTo("2026-01-12T00:00Z").topUp("100");

        assertThat(story.arrearsSince()).isEqualTo("2026-01-10T00:00Z");
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-25T00:00Z");
        assertThat(story.resource("etl").phaseSince()).isEqualTo("2026-01-06T00:00:00Z");
        assertThat(story.transitions()).hasSize(1);
    }

    @Test
    void remindersStillAheadAreArmedAgain() {
        // those of the 21st fall on the 14th, 18th and 20th; those of the 25th on the 18th, 22nd and 24th
        var story = twoBills().advanceTo("2026-01-19T00:00Z").topUp("100").advanceTo("2026-01-25T00:00Z");

        assertThat(story.notices(Stage.SUSPENSION_REMINDER, Stage.SUSPENDED))
                .containsExactly(
                        "2026-01-14T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-18T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-22T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-24T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-25T00:00Z SUSPENDED etl");
    }

    @Test
    void aPartPaymentThatLeavesTheOldestBillMovesNothing() {
        var story = twoBills().advanceTo("2026-01-12T00:00Z").topUp("99");

        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-21T00:00Z");
    }

    @Test
    void extensionsOfTheGraceAreKeptWhenItMoves() {
        var story = twoBills()
                .advanceTo("2026-01-12T00:00Z")
                .extend("etl", 3)
                .extend("etl", 2)
                .topUp("100");

        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-30T00:00Z");
    }

    @Test
    void aPartPaymentNeverMovesARetentionThatHasBegun() {
        var story = twoBills().advanceTo("2026-01-22T00:00Z").topUp("100").advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-21T00:00Z etl GRACE -> RETENTION",
                        "2026-02-05T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void aPartPaymentDoesNotMoveAShortRetentionEither() {
        // two days of retention end on the 23rd; the newer bill's grace would have run until 2 February
        var story = account()
                .policy(BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P15D", "P2D", "1970-01-01T00:00:00Z"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("test", "etl")
                .bill("one", "100", DAY_6)
                .bill("two", "50", "2026-01-18T00:00Z")
                .advanceTo("2026-01-22T00:00Z")
                .topUp("100");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-23T00:00Z");
    }

    @Test
    void aPartPaymentNeverMovesADeadlineEarlier() {
        // became pay-as-you-go on day 12, after both bills: its clock stands
        var story = account()
                .at("2026-01-01T00:00Z")
                .packaged("dws", "etl", "2026-01-12T00:00Z")
                .bill("one", "100", DAY_6)
                .bill("two", "50", "2026-01-10T00:00Z")
                .advanceTo("2026-01-15T00:00Z")
                .topUp("100");
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-27T00:00Z");

        // a month after the evening of the 29th, and after the morning of the 31st, is 28 February
        var month = account()
                .policy(BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P1M", null, "1970-01-01T00:00:00Z"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("test", "etl")
                .bill("one", "100", "2026-01-29T20:00Z")
                .bill("two", "50", "2026-01-31T08:00Z")
                .advanceTo("2026-02-01T00:00Z")
                .topUp("100");
        assertThat(month.phaseEndsAt("etl")).isEqualTo("2026-02-28T20:00Z");
    }

    @Test
    void newDebtLaterIsANewSpellAndANewEpisode() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-20T00:00Z")
                .topUp("100")
                .bill("two", "100", "2026-01-22T00:00Z")
                .advanceTo("2026-02-06T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-20T00:00Z etl GRACE -> ACTIVE",
                        "2026-01-22T00:00Z etl ACTIVE -> GRACE",
                        "2026-02-06T00:00Z etl GRACE -> RETENTION");
        assertThat(story.notices(Stage.OVERDUE)).hasSize(2);
        assertThat(story.resource("etl").episodeNumber()).isEqualTo(2);
    }

    @Test
    void newDebtAtTheSameInstantIsANewSpellAndANewEpisodeToo() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .advanceTo(DAY_6)
                .topUp("100")
                .bill("two", "100", DAY_6);

        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-06T00:00Z etl GRACE -> ACTIVE",
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE");
        assertThat(story.rawNotices(Stage.OVERDUE))
                .extracting(notice -> notice.cause())
                .containsExactly("spell:1", "spell:2");
        assertThat(story.resource("etl").episodeNumber()).isEqualTo(2);
    }

    @Test
    void newDebtThatFallsDueAsTheOldIsSettledStartsTheClockAnew() {
        // a coupon pays the old bill at the instant a new one falls due
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .bill("two", "100", "2026-01-20T00:00Z")
                .coupon("gift", "100", "2026-01-20T00:00Z", null)
                .advanceTo("2026-01-20T00:00Z");

        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-02-04T00:00Z");
        assertThat(story.resource("etl").episodeNumber()).isEqualTo(2);
        assertThat(story.state().account().spells()).isEqualTo(2);
    }

    @Test
    void aSecondBillInASpellIsNoSecondOverdue() {
        var story = twoBills().advanceTo("2026-01-20T00:00Z");

        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-01-06T00:00Z OVERDUE etl");
    }

    @Test
    void aReleasedResourceIsNotRestored() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-02-10T00:00Z")
                .topUp("100");

        assertThat(story.phase("etl")).isEqualTo(Phase.RELEASED);
        assertThat(story.notices(Stage.RESTORED)).isEmpty();
    }

    @Test
    void theSpellThatEndsIsHandedOnSoThatWhatItHadToSayIsNotSent() {
        var story = twoBills().advanceTo("2026-01-12T00:00Z");
        var overdue = story.rawNotices(Stage.OVERDUE).getFirst();
        assertThat(overdue.spell()).isEqualTo(1);
        assertThat(story.endedSpells()).isEmpty();

        var restored = story.topUp("150").rawNotices(Stage.RESTORED).getFirst();
        assertThat(restored.spell()).as("outlives its spell").isZero();
        assertThat(restored.cause()).isEqualTo("spell:1");
        assertThat(story.endedSpells()).containsExactly(1);
    }
}
