package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.after;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R1, R4 and R11: what arrears do to pay-as-you-go resources. */
class PayAsYouGoTests {

    @Test
    void r1RunsGraceAndRetentionFromTheDueInstantAndThenReleases() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-21T00:00Z etl GRACE -> RETENTION",
                        "2026-02-05T00:00Z etl RETENTION -> RELEASED");
        assertThat(story.notices())
                .containsExactly(
                        "2026-01-01T00:00Z BILL_ISSUED",
                        "2026-01-06T00:00Z OVERDUE etl",
                        "2026-01-14T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-18T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-20T00:00Z SUSPENSION_REMINDER etl",
                        "2026-01-21T00:00Z SUSPENDED etl",
                        "2026-01-29T00:00Z RELEASE_REMINDER etl",
                        "2026-02-02T00:00Z RELEASE_REMINDER etl",
                        "2026-02-04T00:00Z RELEASE_REMINDER etl",
                        "2026-02-05T00:00Z RELEASED etl");
    }

    @Test
    void r1AnyProductsBillCountsAsArrearsOfAllPayAsYouGoResources() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .payAsYouGo("maxcompute", "mart")
                .bill("storage", "oss", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-21T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-06T00:00Z mart ACTIVE -> GRACE",
                        "2026-01-21T00:00Z etl GRACE -> RETENTION",
                        "2026-01-21T00:00Z mart GRACE -> RETENTION");
    }

    @Test
    void r1TheClockStartsAtTheEarliestDueInstantOfSeveralBills() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("second", "100", "2026-01-10T00:00Z")
                .bill("first", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-12T00:00Z");

        assertThat(story.arrearsSince()).isEqualTo("2026-01-06T00:00Z");
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-21T00:00Z");
        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-01-06T00:00Z OVERDUE etl");
    }

    @Test
    void r1TheClockOfAResourceStartsNoEarlierThanItBecamePayAsYouGo() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .packaged("dws", "etl", "2026-01-10T00:00Z")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-12T00:00Z");

        assertThat(story.arrearsSince()).isEqualTo("2026-01-06T00:00Z");
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-25T00:00Z");
    }

    @Test
    void r4ZeroGraceGoesStraightToRetentionAndSendsOverdueAndSuspended() {
        var story = account()
                .tier("V1")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-06T00:00Z");

        assertThat(story.transitions()).containsExactly("2026-01-06T00:00Z etl ACTIVE -> RETENTION");
        assertThat(story.notices(Stage.OVERDUE, Stage.SUSPENDED, Stage.SUSPENSION_REMINDER))
                .containsExactly("2026-01-06T00:00Z OVERDUE etl", "2026-01-06T00:00Z SUSPENDED etl");
    }

    @Test
    void r4OverdueAndSuspendedOfAZeroGraceAreBothSentAlsoByALateSweep() {
        var story = account()
                .tier("V1")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .forget()
                .sweepAt("2026-01-06T12:00Z");

        assertThat(story.notices())
                .containsExactly(
                        "2026-01-06T00:00Z OVERDUE etl",
                        "2026-01-06T00:00Z SUSPENDED etl",
                        "2026-01-06T00:00Z RELEASE_REMINDER etl");
    }

    @ParameterizedTest(name = "{0}: {1} days of grace, {2} of retention")
    @CsvSource({"V0,0,1", "V1,0,7", "V2,0,7", "V3,1,7", "V4,7,15", "V5,7,15", ",15,15", "V9,15,15"})
    void r11TheTierDecidesHowLongDwsWaits(String tier, int grace, int retention) {
        String due = "2026-01-06T08:30Z";
        String zone = "Asia/Shanghai";
        var story = account("CNY", zone)
                .tier(tier)
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", due)
                .advanceTo("2026-04-01T00:00Z");

        String suspended = after(due, "P" + grace + "D", zone);
        String released = after(suspended, "P" + retention + "D", zone);
        if (grace == 0) {
            assertThat(story.transitions())
                    .containsExactly(suspended + " etl ACTIVE -> RETENTION", released + " etl RETENTION -> RELEASED");
        } else {
            assertThat(story.transitions())
                    .containsExactly(
                            due + " etl ACTIVE -> GRACE",
                            suspended + " etl GRACE -> RETENTION",
                            released + " etl RETENTION -> RELEASED");
        }
    }

    @Test
    void r11AProductThatIsNotListedFollowsThePolicyForAny() {
        var story = account()
                .tier("V0")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("brandnew", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-30T00:00Z");

        assertThat(story.phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.resource("etl").requireEpisode().policy().label()).isEqualTo("Suspended");
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-02-05T00:00Z");
    }

    @Test
    void overdueIsSentAlsoWhereThereIsNoResource() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-02-06T00:00Z");

        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-01-06T00:00Z OVERDUE");
    }

    @Test
    void overdueNamesOnlyUnreleasedPayAsYouGoResources() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .payAsYouGo("dws", "gone")
                .subscription("dws", "mart", "2027-01-01T00:00Z")
                .delete("gone")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-06T00:00Z");

        assertThat(story.notices(Stage.OVERDUE)).containsExactly("2026-01-06T00:00Z OVERDUE etl");
    }

    @Test
    void r9AnEpisodeKeepsTheVersionItsClockStartedUnder() {
        var story = account()
                .policy(BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P15D", "P15D", "1970-01-01T00:00:00Z"))
                .policy(BuiltInPolicies.of(2, BillingMode.PAY_AS_YOU_GO, "P2D", "P2D", "2026-01-10T00:00:00Z"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("test", "etl")
                .packaged("test", "late", "2026-01-10T00:00Z")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-25T00:00Z");

        // the one whose clock started on day 6 goes by version 1, the one of day 10, exactly, by version 2
        assertThat(story.transitionsOf("etl"))
                .containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE", "2026-01-21T00:00Z etl GRACE -> RETENTION");
        assertThat(story.transitionsOf("late"))
                .startsWith("2026-01-10T00:00Z late ACTIVE -> GRACE", "2026-01-12T00:00Z late GRACE -> RETENTION");
        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-02-05T00:00Z");
    }
}
