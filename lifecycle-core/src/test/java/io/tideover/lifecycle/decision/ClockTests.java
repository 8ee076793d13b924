package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T2 and T3: how spans are added, and when a deadline is reached. */
class ClockTests {

    @ParameterizedTest(name = "{0} in {1} after {2} is {3}")
    @CsvSource({
        // summer time begins in New York on 8 March 2026: days keep the hour of the day, hours do not
        "P15D,   America/New_York, 2026-03-01T12:00Z, 2026-03-16T11:00Z",
        "PT360H, America/New_York, 2026-03-01T12:00Z, 2026-03-16T12:00Z",
        // and ends on 1 November
        "P15D,   America/New_York, 2026-10-25T12:00Z, 2026-11-09T13:00Z",
        "P15D,   Asia/Shanghai,    2026-03-01T12:00Z, 2026-03-16T12:00Z",
        "P1DT6H, America/New_York, 2026-03-07T12:00Z, 2026-03-08T17:00Z",
        // a month ends where the next one does
        "P1M,    UTC,              2026-01-31T10:00Z, 2026-02-28T10:00Z",
        // 1 February at eight in Shanghai is still 31 January in UTC
        "P1M,    Asia/Shanghai,    2026-01-31T16:30Z, 2026-02-28T16:30Z",
        // 2:30 on the night of the change does not exist in New York
        "P1D,    America/New_York, 2026-03-07T07:30Z, 2026-03-08T07:30Z"
    })
    void t2DaysAreAddedInTheAccountsZoneAndHoursExactly(String grace, String zone, String due, String end) {
        var story = account("USD", zone)
                .policy(BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, grace, null, "1970-01-01T00:00:00Z"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("test", "etl")
                .bill("one", "100", due)
                .advanceTo("2026-12-01T00:00Z");

        assertThat(story.transitions()).containsExactly(due + " etl ACTIVE -> GRACE", end + " etl GRACE -> RETENTION");
    }

    @Test
    void t2AnEpisodeKeepsTheZoneInForceAtItsClocksStart() {
        // day 7: the account moves to Shanghai, while New York goes to summer time on the 8th
        var story = account("USD", "America/New_York")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", "2026-03-01T12:00Z")
                .advanceTo("2026-03-07T00:00Z")
                .describe("Asia/Shanghai", null)
                .advanceTo("2026-04-10T00:00Z");

        assertThat(story.transitions())
                .containsExactly(
                        "2026-03-01T12:00Z etl ACTIVE -> GRACE",
                        "2026-03-16T11:00Z etl GRACE -> RETENTION",
                        "2026-03-31T11:00Z etl RETENTION -> RELEASED");
        assertThat(story.notices(Stage.SUSPENSION_REMINDER))
                .containsExactly(
                        "2026-03-09T11:00Z SUSPENSION_REMINDER etl",
                        "2026-03-13T11:00Z SUSPENSION_REMINDER etl",
                        "2026-03-15T11:00Z SUSPENSION_REMINDER etl");
    }

    @Test
    void t2RetentionAndRemindersKeepItToo() {
        var retained = movedToShanghai("2026-02-15T12:00Z");
        assertThat(retained.transitions())
                .containsExactly(
                        "2026-02-15T12:00Z etl ACTIVE -> GRACE",
                        "2026-03-02T12:00Z etl GRACE -> RETENTION",
                        "2026-03-17T11:00Z etl RETENTION -> RELEASED");

        // summer time begins between the first reminder and the end of grace
        var reminded = movedToShanghai("2026-02-27T12:00Z");
        assertThat(reminded.notices(Stage.SUSPENSION_REMINDER))
                .containsExactly(
                        "2026-03-07T12:00Z SUSPENSION_REMINDER etl",
                        "2026-03-11T11:00Z SUSPENSION_REMINDER etl",
                        "2026-03-13T11:00Z SUSPENSION_REMINDER etl");
    }

    /** Overdue in New York from an instant on, and in Shanghai a day later. */
    private static Scenario movedToShanghai(String due) {
        return account("USD", "America/New_York")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", due)
                .advanceTo(Scenario.after(due, "P1D", "UTC"))
                .describe("Asia/Shanghai", null)
                .advanceTo("2026-04-10T00:00Z");
    }

    @Test
    void t2TheNextEpisodeTakesTheNewZone() {
        var story = account("USD", "America/New_York")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", "2026-02-20T12:00Z")
                .advanceTo("2026-02-21T00:00Z")
                .describe("Asia/Shanghai", null)
                .topUp("100")
                .bill("two", "100", "2026-03-01T12:00Z")
                .advanceTo("2026-03-02T00:00Z");

        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-03-16T12:00Z");
    }

    @Test
    void t2AnEpisodeKeepsTheTierInForceAtItsClocksStart() {
        var story = account()
                .tier("V4")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .advanceTo("2026-01-07T00:00Z")
                .describe("UTC", "V0")
                .advanceTo("2026-02-10T00:00Z");

        // 7 + 15 days of V4, not 0 + 1 of V0
        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-13T00:00Z etl GRACE -> RETENTION",
                        "2026-01-28T00:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void t3ADeadlineIsReachedExactlyAtItsInstant() {
        var story =
                account().at("2026-01-01T00:00Z").payAsYouGo("dws", "etl").bill("january", "100", "2026-01-06T00:00Z");

        assertThat(story.advanceTo("2026-01-05T23:59:59.999999Z").phase("etl")).isEqualTo(Phase.ACTIVE);
        assertThat(story.advanceTo("2026-01-06T00:00Z").phase("etl")).isEqualTo(Phase.GRACE);
        assertThat(story.advanceTo("2026-01-20T23:59:59.999999Z").phase("etl")).isEqualTo(Phase.GRACE);
        assertThat(story.advanceTo("2026-01-21T00:00Z").phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.advanceTo("2026-02-04T23:59:59.999999Z").phase("etl")).isEqualTo(Phase.RETENTION);
        assertThat(story.advanceTo("2026-02-05T00:00Z").phase("etl")).isEqualTo(Phase.RELEASED);
    }

    @Test
    void theAccountWakesUpAtTheEarliestOfAllItsDeadlines() {
        var story = account().at("2026-01-01T00:00Z").payAsYouGo("dws", "etl");
        assertThat(story.nextActionAt()).isNull();

        story.subscription("dws", "mart", "2026-03-01T00:00Z");
        assertThat(story.nextActionAt()).isEqualTo("2026-02-22T00:00Z");
        story.coupon("spring", "5", "2026-02-01T00:00Z", "2026-02-10T00:00Z");
        assertThat(story.nextActionAt()).isEqualTo("2026-02-01T00:00Z");
        story.bill("january", "100", "2026-01-06T00:00Z");
        assertThat(story.nextActionAt()).isEqualTo("2026-01-06T00:00Z");
        story.advanceTo("2026-01-06T00:00Z");
        assertThat(story.nextActionAt()).isEqualTo("2026-01-14T00:00Z");
        story.card(Scenario.DECLINED);
        assertThat(story.nextActionAt()).isEqualTo("2026-01-13T00:00Z");
    }
}
