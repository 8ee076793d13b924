package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import org.junit.jupiter.api.Test;

/** T5: what comes first where several things fall due at one instant. */
class InstantOrderTests {

    private static final String DAY_6 = "2026-01-06T00:00Z";

    @Test
    void theStepsOfAnInstantHaveTheirOrder() {
        assertThat(Lifecycle.RULES)
                .extracting(rule -> rule.getClass().getSimpleName())
                .containsExactly(
                        "CouponsStartAndEnd",
                        "BillCollection",
                        "PackageEnds",
                        "Expiries",
                        "PhaseEnds",
                        "BalanceAlerts",
                        "RemindersBefore");
    }

    @Test
    void aCouponThatStartsAtTheDueInstantPaysTheBill() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .coupon("gift", "100", DAY_6, null)
                .bill("january", "100", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.status("january")).isEqualTo(Bill.Status.PAID);
        assertThat(story.notices(Stage.OVERDUE)).isEmpty();
    }

    @Test
    void aCouponThatEndsAtTheDueInstantPaysNothing() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .coupon("gift", "100", "2026-01-01T00:00Z", DAY_6)
                .bill("january", "100", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.status("january")).isEqualTo(Bill.Status.OVERDUE);
        assertThat(story.ledger(EntryKind.COUPON_ENDED)).containsExactly("2026-01-06T00:00Z gift -100.00");
    }

    @Test
    void billsOfOneInstantAreCollectedOldestDueFirstThenByRecording() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .bill("third", "40", DAY_6)
                .bill("fourth", "40", DAY_6)
                .bill("first", "40", "2026-01-02T00:00Z")
                .bill("second", "40", "2026-01-03T00:00Z")
                .coupon("gift", "100", DAY_6, null)
                .advanceTo(DAY_6);

        assertThat(story.status("first")).isEqualTo(Bill.Status.PAID);
        assertThat(story.status("second")).isEqualTo(Bill.Status.PAID);
        assertThat(story.outstanding("third")).isEqualTo("20.00");
        assertThat(story.outstanding("fourth")).isEqualTo("40.00");
    }

    @Test
    void aPackageThatEndsAsABillFallsDueIsNamedInItsOverdueNotice() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .packaged("dws", "etl", DAY_6)
                .bill("january", "100", DAY_6)
                .forget()
                .advanceTo(DAY_6);

        assertThat(story.notices(Stage.PACKAGE_EXPIRED, Stage.OVERDUE))
                .containsExactly("2026-01-06T00:00Z PACKAGE_EXPIRED etl", "2026-01-06T00:00Z OVERDUE etl");
        assertThat(story.transitions()).containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE");
    }

    @Test
    void aBillIsCollectedBeforeAnAutoRenewalOfTheSameInstant() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .topUp("100")
                .subscription("dws", "mart", "2026-02-01T00:00Z")
                .autoRenew("mart", "P1M", "100")
                .bill("january", "100", "2026-01-25T00:00Z")
                .advanceTo("2026-01-25T00:00Z");

        assertThat(story.status("january")).isEqualTo(Bill.Status.PAID);
        assertThat(story.notices(Stage.PAYMENT_FAILED)).containsExactly("2026-01-25T00:00Z PAYMENT_FAILED mart");
    }

    @Test
    void fundsThatArriveAsGraceEndsRestoreRatherThanFreeze() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", DAY_6)
                .coupon("gift", "100", "2026-01-21T00:00Z", null)
                .advanceTo("2026-01-22T00:00Z");

        assertThat(story.transitions())
                .containsExactly("2026-01-06T00:00Z etl ACTIVE -> GRACE", "2026-01-21T00:00Z etl GRACE -> ACTIVE");
        assertThat(story.notices(Stage.SUSPENDED)).isEmpty();
    }

    @Test
    void fundsThatArriveAsRetentionEndsRestoreRatherThanRelease() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", DAY_6)
                .coupon("gift", "100", "2026-02-05T00:00Z", null)
                .advanceTo("2026-02-06T00:00Z");

        assertThat(story.transitions()).last().isEqualTo("2026-02-05T00:00Z etl RETENTION -> ACTIVE");
    }

    @Test
    void aRenewalOfTheInstantOfAReminderLeavesNothingToRemindOf() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .topUp("100")
                .subscription("dws", "mart", "2026-02-01T00:00Z")
                .autoRenew("mart", "P1M", "100")
                .advanceTo("2026-01-25T00:00Z");

        assertThat(story.notices(Stage.RENEWED)).containsExactly("2026-01-25T00:00Z RENEWED mart");
        assertThat(story.notices(Stage.EXPIRY_REMINDER)).isEmpty();
    }

    @Test
    void aBillThatPutsTheAccountInArrearsLeavesNothingForTheBalanceAlertToSay() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .topUp("50")
                .alert("40")
                .bill("january", "100", DAY_6)
                .advanceTo("2026-01-10T00:00Z");

        assertThat(story.notices(Stage.OVERDUE)).hasSize(1);
        assertThat(story.notices(Stage.BALANCE_LOW)).isEmpty();
    }

    @Test
    void aCommandFirstCarriesOutWhatIsDueUpToNow() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", DAY_6)
                .advanceTo("2026-02-04T00:00Z")
                .clockAt("2026-02-05T00:00Z")
                .topUp("100");

        // the release was due at the instant of the payment, and is final
        assertThat(story.phase("etl")).isEqualTo(Phase.RELEASED);
        assertThat(story.notices(Stage.RESTORED)).isEmpty();
    }

    @Test
    void aPaymentAMicrosecondBeforeTheReleaseRestores() {
        var story = account()
                .at("2026-01-01T00:00Z")
                .payAsYouGo("dws", "etl")
                .bill("january", "100", DAY_6)
                .advanceTo("2026-02-04T00:00Z")
                .clockAt("2026-02-04T23:59:59.999999Z")
                .topUp("100");

        assertThat(story.phase("etl")).isEqualTo(Phase.ACTIVE);
    }
}
