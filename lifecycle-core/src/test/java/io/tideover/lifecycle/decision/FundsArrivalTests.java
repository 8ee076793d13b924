package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.ACCEPTED;
import static io.tideover.lifecycle.decision.Scenario.DECLINED;
import static io.tideover.lifecycle.decision.Scenario.account;
import static io.tideover.lifecycle.decision.Scenario.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** F3: whenever funds arrive the overdue bills are collected again. */
class FundsArrivalTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";
    private static final String DAY_6 = "2026-01-06T00:00Z";

    /** 100 due on day 6 and 50 on day 7, nothing to pay them with; it is day 8. */
    private static Scenario twoOverdue() {
        return account()
                .at(DAY_1)
                .payAsYouGo("dws", "etl")
                .bill("one", "100", DAY_6)
                .bill("two", "50", "2026-01-07T00:00Z")
                .advanceTo("2026-01-08T00:00Z");
    }

    @Test
    void aTopUpPaysTheOldestFirstAndInPart() {
        var story = twoOverdue().topUp("120");

        assertThat(story.status("one")).isEqualTo(Bill.Status.PAID);
        assertThat(story.outstanding("two")).isEqualTo("30.00");
        assertThat(story.cash()).isEqualTo("0.00");
        assertThat(story.arrears()).isEqualTo("30.00");
        assertThat(story.arrearsSince()).isEqualTo("2026-01-07T00:00Z");
    }

    @Test
    void theNoticeOfATopUpNamesTheBillsItPaid() {
        var story = twoOverdue().topUp("100").topUp("10");

        assertThat(story.rawNotices(Stage.PAYMENT_RECEIVED))
                .extracting(Notice::billIds)
                .containsExactly(
                        List.of(story.bill("one").id()),
                        List.of(story.bill("two").id()));
    }

    @Test
    void ofATopUpWhatIsLeftAfterBillsRepaysCreditAndTheRestIsCash() {
        var story =
                account().at(DAY_1).creditLimit("40").bill("one", "100", DAY_6).advanceTo("2026-01-08T00:00Z");
        assertThat(story.creditUsed()).isEqualTo("40.00");

        story.topUp("110");
        assertThat(story.status("one")).isEqualTo(Bill.Status.PAID);
        assertThat(story.creditUsed()).isEqualTo("0.00");
        assertThat(story.cash()).isEqualTo("10.00");
        assertThat(story.ledger(EntryKind.CREDIT_REPAID))
                .containsExactly("2026-01-08T00:00Z CASH -40.00", "2026-01-08T00:00Z CREDIT 40.00");
    }

    @Test
    void aTopUpPaysBillsFromCashBeforeItRepaysCredit() {
        var story = account()
                .at(DAY_1)
                .creditLimit("40")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .topUp("70");

        assertThat(story.ledger(EntryKind.BILL_PAYMENT))
                .containsExactly("2026-01-06T00:00Z CREDIT -40.00", "2026-01-08T00:00Z CASH -60.00");
        assertThat(story.ledger(EntryKind.CREDIT_REPAID))
                .containsExactly("2026-01-08T00:00Z CASH -10.00", "2026-01-08T00:00Z CREDIT 10.00");
    }

    @Test
    void aTopUpRepaysCreditWithNoMoreThanItself() {
        var story = account()
                .at(DAY_1)
                .creditLimit("40")
                .bill("one", "30", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .correct("25")
                .topUp("4");

        assertThat(story.creditUsed()).isEqualTo("26.00");
        assertThat(story.cash()).isEqualTo("25.00");
    }

    @Test
    void aTopUpThatBillsUseUpRepaysNoCredit() {
        var story = account()
                .at(DAY_1)
                .creditLimit("40")
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .topUp("60");

        assertThat(story.status("one")).isEqualTo(Bill.Status.PAID);
        assertThat(story.creditUsed()).isEqualTo("40.00");
        assertThat(story.cash()).isEqualTo("0.00");
    }

    @Test
    void onlyATopUpRepaysCredit() {
        var story = account()
                .at(DAY_1)
                .creditLimit("40")
                .bill("one", "30", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .correct("25");

        assertThat(story.creditUsed()).isEqualTo("30.00");
        assertThat(story.cash()).isEqualTo("25.00");
    }

    @Test
    void anOpenBillIsNotPaidByATopUp() {
        var story = account().at(DAY_1).bill("one", "100", DAY_6).topUp("100");

        assertThat(story.status("one")).isEqualTo(Bill.Status.OPEN);
        assertThat(story.cash()).isEqualTo("100.00");
    }

    @Test
    void aTopUpIsReceivedWithANoticeOfItsOwn() {
        var story = account().at(DAY_1).topUp("100").topUp("100");

        assertThat(story.notices(Stage.PAYMENT_RECEIVED)).hasSize(2);
    }

    @Test
    void aGrantedCouponCollectsAtOnceWhatItFits() {
        var story = account()
                .at(DAY_1)
                .bill("storage", "oss", "100", DAY_6)
                .bill("warehouse", "dws", "50", "2026-01-07T00:00Z")
                .advanceTo("2026-01-08T00:00Z")
                .productCoupon("dws only", "dws", "80", DAY_1, null);

        assertThat(story.outstanding("storage")).isEqualTo("100.00");
        assertThat(story.status("warehouse")).isEqualTo(Bill.Status.PAID);
        assertThat(story.remaining("dws only")).isEqualTo("30.00");
    }

    @Test
    void aCouponCollectsAtTheInstantItBecomesValid() {
        var story =
                twoOverdue().coupon("later", "150", "2026-01-10T00:00Z", null).advanceTo("2026-01-12T00:00Z");

        assertThat(story.ledger(EntryKind.BILL_PAYMENT))
                .containsExactly("2026-01-10T00:00Z later -100.00", "2026-01-10T00:00Z later -50.00");
        assertThat(story.transitions()).last().isEqualTo("2026-01-10T00:00Z etl GRACE -> ACTIVE");
    }

    @Test
    void aRaisedCreditLimitCollects() {
        var story = twoOverdue().creditLimit("110");

        assertThat(story.status("one")).isEqualTo(Bill.Status.PAID);
        assertThat(story.outstanding("two")).isEqualTo("40.00");
        assertThat(story.creditUsed()).isEqualTo("110.00");
    }

    @Test
    void aPositiveCorrectionCollects() {
        var story = twoOverdue().correct("150");

        assertThat(story.arrears()).isEqualTo("0.00");
        assertThat(story.phase("etl")).isEqualTo(Phase.ACTIVE);
    }

    @Test
    void aLoweredCreditLimitLeavesNothingUnusedAndNothingFallsDue() {
        var story = account()
                .at(DAY_1)
                .creditLimit("100")
                .bill("one", "80", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .creditLimit("50");

        assertThat(story.arrears()).isEqualTo("0.00");
        assertThat(story.state().funds().unusedCredit().isZero()).isTrue();
        assertThat(story.availableQuota()).isEqualTo("-30.00");

        story.bill("two", "10", "2026-01-09T00:00Z").advanceTo("2026-01-09T00:00Z");
        assertThat(story.status("two")).isEqualTo(Bill.Status.OVERDUE);
        assertThat(story.creditUsed()).isEqualTo("80.00");
    }

    @Test
    void aNegativeCorrectionTakesCashDownToZeroAndTheMissingPartIsABillDueAtOnce() {
        var story = account().at(DAY_1).payAsYouGo("dws", "etl").topUp("30").correct("-50");

        assertThat(story.cash()).isEqualTo("0.00");
        assertThat(story.ledger(EntryKind.CORRECTION)).containsExactly("2026-01-01T00:00Z CASH -30.00");
        assertThat(story.bill("correction").amount().getAmount()).isEqualByComparingTo("20");
        assertThat(story.status("correction")).isEqualTo(Bill.Status.OVERDUE);
        assertThat(story.arrearsSince()).isEqualTo(DAY_1);
        assertThat(story.phase("etl")).isEqualTo(Phase.GRACE);
    }

    @Test
    void aNegativeCorrectionThatCashCanBearMakesNoBill() {
        var story = account().at(DAY_1).topUp("30").correct("-30");

        assertThat(story.cash()).isEqualTo("0.00");
        assertThat(story.state().bills()).isEmpty();
    }

    @Test
    void theCardIsTriedAtTheDueInstantAndSevenAndFourteenDaysAfterItAndNoMore() {
        var story = account("USD", "America/New_York")
                .at(DAY_1)
                .card(DECLINED)
                .bill("one", "100", "2026-03-05T12:00Z")
                .advanceTo("2026-06-01T00:00Z");

        // by the days of New York, where summer time begins on 8 March
        assertThat(story.charges())
                .containsExactly("2026-03-05T12:00Z 100.00", "2026-03-12T11:00Z 100.00", "2026-03-19T11:00Z 100.00");
        assertThat(story.rawNotices(Stage.PAYMENT_FAILED))
                .extracting(notice -> notice.facts().get("nextTryAt"))
                .containsExactly("2026-03-12T11:00:00Z", "2026-03-19T11:00:00Z", null);
    }

    @Test
    void theCardIsTriedForWhatFundsHaveLeftOver() {
        var story = account()
                .at(DAY_1)
                .card(DECLINED)
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .topUp("30")
                .advanceTo("2026-01-14T00:00Z");

        assertThat(story.charges()).containsExactly("2026-01-06T00:00Z 100.00", "2026-01-13T00:00Z 70.00");
    }

    @Test
    void fundsThatArriveDoNotTryTheCard() {
        var story = account()
                .at(DAY_1)
                .card(DECLINED)
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .topUp("30");

        assertThat(story.charges()).containsExactly("2026-01-06T00:00Z 100.00");
    }

    @Test
    void aCardPutOnFileIsTriedAtOnceOnAllThatIsOverdue() {
        var story = twoOverdue().card(ACCEPTED);

        assertThat(story.charges()).containsExactly("2026-01-08T00:00Z 100.00", "2026-01-08T00:00Z 50.00");
        assertThat(story.arrears()).isEqualTo("0.00");
        assertThat(story.phase("etl")).isEqualTo(Phase.ACTIVE);
        assertThat(story.notices(Stage.PAYMENT_RECEIVED)).hasSize(2);
    }

    @Test
    void aCardPutOnFileThatDeclinesIsTriedAgainOnItsDays() {
        var story = twoOverdue().card(DECLINED).advanceTo("2026-02-20T00:00Z");

        assertThat(story.charges())
                .containsExactly(
                        "2026-01-08T00:00Z 100.00",
                        "2026-01-08T00:00Z 50.00",
                        "2026-01-13T00:00Z 100.00",
                        "2026-01-14T00:00Z 50.00",
                        "2026-01-20T00:00Z 100.00",
                        "2026-01-21T00:00Z 50.00");
    }

    @Test
    void payNowTriesTheCardAndLeavesTheOtherTriesAsTheyAre() {
        var story = account()
                .at(DAY_1)
                .card(DECLINED)
                .bill("one", "100", DAY_6)
                .advanceTo("2026-01-08T00:00Z")
                .payByCard("one")
                .payByCard("one")
                .advanceTo("2026-02-01T00:00Z");

        assertThat(story.charges())
                .containsExactly(
                        "2026-01-06T00:00Z 100.00",
                        "2026-01-08T00:00Z 100.00",
                        "2026-01-08T00:00Z 100.00",
                        "2026-01-13T00:00Z 100.00",
                        "2026-01-20T00:00Z 100.00");
        // one notice for each decline, even at one instant, and never one charge for two payments (F6)
        assertThat(story.notices(Stage.PAYMENT_FAILED)).hasSize(5);
        assertThat(story.rawNotices(Stage.PAYMENT_FAILED))
                .extracting(notice -> notice.createdAt() + notice.cause())
                .doesNotHaveDuplicates();
        assertThat(story.chargeKeys()).doesNotHaveDuplicates();
    }

    @Test
    void f6ARenewalPaidTwiceAtOneInstantIsTwoCharges() {
        var story = account()
                .at(DAY_1)
                .card(ACCEPTED)
                .subscription("dws", "mart", "2026-02-01T00:00Z")
                .renew("mart", "P1M", "100")
                .renew("mart", "P1M", "100");

        assertThat(story.chargeKeys()).hasSize(2).doesNotHaveDuplicates();
        assertThat(story.notices(Stage.PAYMENT_RECEIVED, Stage.RENEWED)).hasSize(4);
    }

    @Test
    void f6WhatOneCardWasDeclinedForIsAnotherPaymentByTheNext() {
        var story = account().at(DAY_1).card(DECLINED).subscription("dws", "mart", "2026-02-01T00:00Z");
        assertThat(refusal(() -> story.renew("mart", "P1M", "100")).code()).isEqualTo("INSUFFICIENT_FUNDS");

        story.card(ACCEPTED).renew("mart", "P1M", "100");
        assertThat(story.chargeKeys()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void payNowPaysAnOpenBillAheadOfItsDueInstant() {
        var story = account().at(DAY_1).card(ACCEPTED).bill("one", "100", DAY_6).payByCard("one");
        assertThat(story.status("one")).isEqualTo(Bill.Status.PAID);

        var cash = account().at(DAY_1).topUp("60").bill("one", "100", DAY_6).payFromFunds("one");
        assertThat(cash.outstanding("one")).isEqualTo("40.00");
        assertThat(cash.status("one")).isEqualTo(Bill.Status.OPEN);
    }

    @Test
    void payNowThatPaysTheLastArrearsRestores() {
        var story = twoOverdue();
        story.card(DECLINED);
        story.state().funds().putCard(ACCEPTED);
        assertThat(story.payByCard("one").phase("etl")).isEqualTo(Phase.GRACE);
        assertThat(story.payByCard("two").phase("etl")).isEqualTo(Phase.ACTIVE);
    }

    @Test
    void payNowIsRefusedWhereThereIsNothingToPayWith() {
        var story = twoOverdue();

        assertThat(refusal(() -> story.payFromFunds("one")).code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(refusal(() -> story.payByCard("one")).kind()).isEqualTo(Refusal.Kind.PAYMENT);
    }
}
