package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import org.junit.jupiter.api.Test;

/** F7: bills that are void or disputed. */
class VoidAndDisputeTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";
    private static final String DAY_6 = "2026-01-06T00:00Z";

    @Test
    void whatWasPaidGoesBackWhereItCameFrom() {
        var story = account()
                .at(DAY_1)
                .topUp("20")
                .creditLimit("15")
                .coupon("gift", "10", DAY_1, "2026-03-01T00:00Z")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .voidBill("one");

        assertThat(story.status("one")).isEqualTo(Bill.Status.VOID);
        assertThat(story.outstanding("one")).isEqualTo("0.00");
        assertThat(story.ledger(EntryKind.REFUND))
                .containsExactlyInAnyOrder(
                        "2026-01-08T00:00Z gift 10.00",
                        "2026-01-08T00:00Z CASH 20.00",
                        "2026-01-08T00:00Z CREDIT 15.00");
        assertThat(story.cash()).isEqualTo("20.00");
        assertThat(story.creditUsed()).isEqualTo("0.00");
        assertThat(story.remaining("gift")).isEqualTo("10.00");
    }

    @Test
    void eachCouponGetsItsOwnBack() {
        var story = account()
                .at(DAY_1)
                .coupon("small", "10", DAY_1, "2026-03-01T00:00Z")
                .coupon("large", "20", DAY_1, "2026-04-01T00:00Z")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .voidBill("one");

        assertThat(story.ledger(EntryKind.REFUND))
                .containsExactly("2026-01-08T00:00Z small 10.00", "2026-01-08T00:00Z large 20.00");
        assertThat(story.remaining("small")).isEqualTo("10.00");
        assertThat(story.remaining("large")).isEqualTo("20.00");
    }

    @Test
    void anEndedCouponStaysEnded() {
        var story = account()
                .at(DAY_1)
                .coupon("gift", "10", DAY_1, "2026-01-07T00:00Z")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .voidBill("one");

        assertThat(story.remaining("gift")).isEqualTo("0.00");
        assertThat(story.availableFunds()).isEqualTo("0.00");
        assertThat(story.ledger(EntryKind.COUPON_ENDED)).containsExactly("2026-01-08T00:00Z gift -10.00");
    }

    @Test
    void creditRepaidSinceComesBackAsCash() {
        var story = account()
                .at(DAY_1)
                .creditLimit("15")
                .bill("one", "40", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .dispute("one")
                .topUp("15")
                .voidBill("one");

        // the top-up had repaid the 15 of credit
        assertThat(story.creditUsed()).isEqualTo("0.00");
        assertThat(story.cash()).isEqualTo("15.00");
    }

    @Test
    void aVoidRunsTheCollectionOfOtherBillsAndTheRestore() {
        var story = account()
                .at(DAY_1)
                .topUp("60")
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .bill("two", "50", "2026-01-07T00:00Z")
                .advanceTo("2026-01-08T00:00Z")
                .voidBill("one");

        // the 60 that had gone to the void bill pay the other one
        assertThat(story.status("two")).isEqualTo(Bill.Status.PAID);
        assertThat(story.cash()).isEqualTo("10.00");
        assertThat(story.transitions()).last().isEqualTo("2026-01-08T00:00Z etl GRACE -> ACTIVE");
        assertThat(story.notices(Stage.RESTORED)).containsExactly("2026-01-08T00:00Z RESTORED etl");
    }

    @Test
    void voidingTheOldestBillMovesTheGraceLater() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .bill("two", "50", "2026-01-10T00:00Z")
                .advanceTo("2026-01-12T00:00Z")
                .voidBill("one");

        assertThat(story.phaseEndsAt("etl")).isEqualTo("2026-01-25T00:00Z");
    }

    @Test
    void onlyOpenOverdueAndDisputedBillsCanBeVoid() {
        var story = account()
                .at(DAY_1)
                .topUp("10")
                .bill("paid", "10", "2026-01-02T00:00Z")
                .bill("overdue", "10", "2026-01-03T00:00Z")
                .bill("disputed", "10", "2026-01-03T00:00Z")
                .bill("open", "10", DAY_6)
                .advanceTo("2026-01-04T00:00Z")
                .dispute("disputed");

        assertThat(refusal(() -> story.voidBill("paid")))
                .returns("BILL_PAID", Refusal::code)
                .returns(Refusal.Kind.CONFLICT, Refusal::kind);
        story.voidBill("open").voidBill("overdue").voidBill("disputed");
        assertThat(refusal(() -> story.voidBill("open")).code()).isEqualTo("BILL_VOID");
        assertThat(story.arrears()).isEqualTo("0.00");
    }

    @Test
    void aDisputedBillKeepsItsOutstandingAmountButIsNoArrears() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .dispute("one");

        assertThat(story.outstanding("one")).isEqualTo("100.00");
        assertThat(story.arrears()).isEqualTo("0.00");
        assertThat(story.phase("etl")).isEqualTo(Phase.ACTIVE);
        // and is not collected while it is disputed
        assertThat(story.topUp("500").cash()).isEqualTo("500.00");
    }

    @Test
    void aBillDisputedBeforeItIsDueDoesNotFallDue() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .dispute("one")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(story.status("one")).isEqualTo(Bill.Status.DISPUTED);
        assertThat(story.transitions()).isEmpty();
    }

    @Test
    void aDisputeClosedAgainstTheCustomerMakesTheBillDueThen() {
        var story = account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .dispute("one")
                .advanceTo("2026-03-01T00:00Z")
                .closeDisputeForProvider("one")
                .advanceTo("2026-03-16T00:00Z");

        assertThat(story.arrearsSince()).isEqualTo("2026-03-01T00:00Z");
        assertThat(story.transitions())
                .containsExactly(
                        "2026-01-06T00:00Z etl ACTIVE -> GRACE",
                        "2026-01-08T00:00Z etl GRACE -> ACTIVE",
                        "2026-03-01T00:00Z etl ACTIVE -> GRACE",
                        "2026-03-16T00:00Z etl GRACE -> RETENTION");
        assertThat(story.notices(Stage.OVERDUE)).hasSize(2);
    }

    @Test
    void aDisputeClosedAgainstTheCustomerIsSettledFromFundsFirst() {
        var story = account()
                .at(DAY_1)
                .bill("one", "100", DAY_6)
                .dispute("one")
                .topUp("100")
                .advanceTo("2026-03-01T00:00Z")
                .closeDisputeForProvider("one");

        assertThat(story.status("one")).isEqualTo(Bill.Status.PAID);
        assertThat(story.notices(Stage.OVERDUE)).isEmpty();
    }

    @Test
    void aDisputeClosedForTheCustomerVoidsTheBillAndRefundsIt() {
        var story = account()
                .at(DAY_1)
                .topUp("60")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .dispute("one")
                .voidBill("one");

        assertThat(story.status("one")).isEqualTo(Bill.Status.VOID);
        assertThat(story.cash()).isEqualTo("60.00");
    }

    @Test
    void onlyOpenAndOverdueBillsCanBeDisputedOrPaid() {
        var story = account()
                .at(DAY_1)
                .topUp("10")
                .bill("paid", "10", "2026-01-02T00:00Z")
                .bill("disputed", "10", "2026-01-03T00:00Z")
                .advanceTo("2026-01-02T00:00Z")
                .dispute("disputed");

        assertThat(refusal(() -> story.dispute("paid")).code()).isEqualTo("BILL_PAID");
        assertThat(refusal(() -> story.dispute("disputed")).code()).isEqualTo("BILL_DISPUTED");
        assertThat(refusal(() -> story.payFromFunds("paid")).code()).isEqualTo("BILL_PAID");
        assertThat(refusal(() -> story.payByCard("disputed")).code()).isEqualTo("BILL_DISPUTED");
        assertThat(refusal(() -> FundsActions.requireDisputed(story.bill("paid")))
                        .code())
                .isEqualTo("BILL_NOT_DISPUTED");
        assertThat(refusal(() -> story.closeDisputeForProvider("paid")).code()).isEqualTo("BILL_NOT_DISPUTED");
    }
}
