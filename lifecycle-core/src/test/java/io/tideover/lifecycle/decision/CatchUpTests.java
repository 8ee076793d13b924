package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;

/** T3 and T4: a sweep that comes late. */
class CatchUpTests {

    @Test
    void t4MakesEachMissedTransitionInOrderWithItsOwnInstant() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .subscription("maxcompute", "mart", "2026-01-10T00:00Z")
                .bill("january", "100", "2026-01-06T00:00Z")
                .sweepAt("2026-01-24T00:00Z");

        assertThat(late.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-10T00:00Z mart ACTIVE -> RETENTION",
                        "2026-01-21T00:00Z etl GRACE -> RETENTION");
    }

    @Test
    void t4OfTheNoticesOfOneTypeOnlyTheNewestIsSentForAResource() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .sweepAt("2026-02-04T12:00Z");

        assertThat(late.notices())
                .containsExactly(
                        "2026-01-01T00:00Z BILL_ISSUED",
                        "2026-01-06T00:00Z OVERDUE (etl) superseded",
                        "2026-01-14T00:00Z SUSPENSION_REMINDER (etl) superseded",
                        "2026-01-18T00:00Z SUSPENSION_REMINDER (etl) superseded",
                        "2026-01-20T00:00Z SUSPENSION_REMINDER (etl) superseded",
                        "2026-01-21T00:00Z SUSPENDED (etl) superseded",
                        "2026-01-29T00:00Z RELEASE_REMINDER (etl) superseded",
                        "2026-02-02T00:00Z RELEASE_REMINDER (etl) superseded",
                        "2026-02-04T00:00Z RELEASE_REMINDER etl");
    }

    @Test
    void t4ReleaseIsNeverCaughtUpWithoutItsFinalNotice() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .sweepAt("2026-06-01T08:00Z");

        // released on paper since 5 February, but nobody had been told
        assertThat(late.transitions())
                .containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE", "2026-01-21T00:00Z etl GRACE -> RETENTION");
        assertThat(late.resource("etl").releaseWithheld()).isNotNull();
        assertThat(late.notices(Stage.RELEASE_REMINDER)).last().isEqualTo("2026-02-04T00:00Z RELEASE_REMINDER etl");

        // the reminder of today names tomorrow
        late.advanceTo("2026-07-01T00:00Z");
        assertThat(late.transitions()).last().isEqualTo("2026-06-02T08:00Z etl RETENTION -> RELEASED");
    }

    @Test
    void t4ALateReminderNamesAnInstantThatCanStillCome() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .whileMailIsDown()
                .sweepAt("2026-06-01T08:00Z");

        var reminder = late.rawNotices(Stage.RELEASE_REMINDER).getLast();
        assertThat(reminder.deadline()).isEqualTo("2026-06-02T08:00:00Z");
        assertThat(reminder.lines()).singleElement().satisfies(line -> {
            assertThat(line.deadline()).isEqualTo("2026-06-02T08:00:00Z");
            assertThat(line.becomes()).isEqualTo(Phase.RELEASED);
        });
        assertThat(late.resource("etl").finalNotices().getLast().namedAt()).isEqualTo("2026-06-02T08:00:00Z");
    }

    @Test
    void t4NoticesOfDifferentTypesDoNotStandInForEachOther() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .subscription("maxcompute", "mart", "2026-01-10T00:00Z")
                .sweepAt("2026-01-12T00:00Z");

        assertThat(late.notices())
                .containsExactly(
                        "2026-01-03T00:00Z EXPIRY_REMINDER (mart) superseded",
                        "2026-01-07T00:00Z EXPIRY_REMINDER (mart) superseded",
                        "2026-01-09T00:00Z EXPIRY_REMINDER (mart) superseded",
                        "2026-01-10T00:00Z EXPIRED mart",
                        "2026-01-10T00:00Z SUSPENDED mart");
    }

    @Test
    void t4ANoticeIsStillSentAboutTheResourcesThatNoNewerOneSpeaksOf() {
        var late = account()
                .policy(BuiltInPolicies.of(1, BillingMode.PAY_AS_YOU_GO, "P2D", null, "1970-01-01T00:00:00Z"))
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .payAsYouGo("test", "fast")
                .bill("january", "100", "2026-01-06T00:00Z")
                .sweepAt("2026-01-09T00:00Z");

        assertThat(late.notices(Stage.OVERDUE, Stage.SUSPENDED))
                .containsExactly("2026-01-06T00:00Z OVERDUE etl,(fast)", "2026-01-08T00:00Z SUSPENDED fast");
    }

    @Test
    void t4WhatACommandCatchesUpYieldsToWhatTheCommandSays() {
        // nobody swept until day 6 was over and the customer paid on day 7
        var late = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", "2026-01-06T00:00Z")
                .forget()
                .clockAt("2026-01-07T00:00Z")
                .topUp("100");

        assertThat(late.transitions())
                .containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE", "2026-01-07T00:00Z etl GRACE -> ACTIVE");
        assertThat(late.notices())
                .containsExactly(
                        "2026-01-06T00:00Z OVERDUE (etl) superseded",
                        "2026-01-07T00:00Z PAYMENT_RECEIVED",
                        "2026-01-07T00:00Z RESTORED etl");
    }

    @Test
    void t4LateSettlementUsesWhatWasValidAtTheDueInstant() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .coupon("new year", "100", "2026-01-01T00:00Z", "2026-01-07T00:00Z")
                .bill("january", "100", "2026-01-06T00:00Z")
                .sweepAt("2026-01-20T00:00Z");

        assertThat(late.status("january")).isEqualTo(Bill.Status.PAID);
        assertThat(late.transitions()).isEmpty();
    }

    @Test
    void t4LateSettlementDoesNotUseWhatBecameValidLater() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .coupon("lantern", "100", "2026-01-07T00:00Z", null)
                .bill("january", "100", "2026-01-06T00:00Z")
                .sweepAt("2026-01-20T00:00Z");

        assertThat(late.transitions())
                .containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE", "2026-01-07T00:00Z etl GRACE -> ACTIVE");
        assertThat(late.notices(Stage.OVERDUE, Stage.RESTORED))
                .containsExactly("2026-01-06T00:00Z OVERDUE (etl) superseded", "2026-01-07T00:00Z RESTORED etl");
    }

    @Test
    void t4OfRepeatedBalanceAlertsOnlyTheNewestIsSent() {
        var late = account()
                .at("2026-01-01T00:00Z")
                .topUp("100")
                .alert("80")
                .bill("january", "50", "2026-01-06T00:00Z")
                .sweepAt("2026-01-20T00:00Z");

        assertThat(late.notices(Stage.BALANCE_LOW))
                .containsExactly(
                        "2026-01-06T00:00Z BALANCE_LOW superseded",
                        "2026-01-07T00:00Z BALANCE_LOW superseded",
                        "2026-01-08T00:00Z BALANCE_LOW");
    }

    @Test
    void aLateSweepEndsWhereATimelySeriesOfThemEnds() {
        var timely = story().advanceTo("2026-01-24T00:00Z");
        var late = story().sweepAt("2026-01-24T00:00Z");

        assertThat(late.transitions()).isEqualTo(timely.transitions());
        assertThat(late.nextActionAt()).isEqualTo(timely.nextActionAt());
        assertThat(late.cash()).isEqualTo(timely.cash());
        assertThat(late.notices().stream().map(CatchUpTests::bare))
                .isEqualTo(timely.notices().stream().map(CatchUpTests::bare).toList());
    }

    private static Scenario story() {
        return account("CNY", "Asia/Shanghai")
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .subscription("maxcompute", "mart", "2026-01-10T00:00Z")
                .packaged("dws", "pack", "2026-01-12T00:00Z")
                .coupon("lantern", "60", "2026-01-09T00:00Z", "2026-01-20T00:00Z")
                .bill("one", "50", "2026-01-06T00:00Z")
                .bill("two", "50", "2026-01-11T00:00Z");
    }

    private static String bare(String notice) {
        return notice.replace("(", "").replace(")", "").replace(" superseded", "");
    }
}
