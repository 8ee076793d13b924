package io.tideover.lifecycle.decision;

import static io.tideover.lifecycle.decision.Scenario.ACCEPTED;
import static io.tideover.lifecycle.decision.Scenario.DECLINED;
import static io.tideover.lifecycle.decision.Scenario.account;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.notice.Stage;
import org.junit.jupiter.api.Test;

/** F1 and F2: what a bill is paid from, and what there is to pay from. */
class SettlementTests {

    private static final String DAY_1 = "2026-01-01T00:00Z";
    private static final String DAY_6 = "2026-01-06T00:00Z";

    @Test
    void f1TakesProductCouponsThenGeneralOnesThenCashThenCreditThenTheCard() {
        var story = account()
                .at(DAY_1)
                .topUp("10")
                .creditLimit("10")
                .card(ACCEPTED)
                .coupon("general, no end", "10", DAY_1, null)
                .coupon("general, March", "10", DAY_1, "2026-03-01T00:00Z")
                .productCoupon("dws, no end", "dws", "10", DAY_1, null)
                .productCoupon("dws, April", "dws", "10", DAY_1, "2026-04-01T00:00Z")
                .productCoupon("dws, March", "dws", "10", DAY_1, "2026-03-01T00:00Z")
                .productCoupon("other", "oss", "10", DAY_1, "2026-02-01T00:00Z")
                .bill("january", "dws", "100", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.ledger(EntryKind.BILL_PAYMENT))
                .containsExactly(
                        "2026-01-06T00:00Z dws, March -10.00",
                        "2026-01-06T00:00Z dws, April -10.00",
                        "2026-01-06T00:00Z dws, no end -10.00",
                        "2026-01-06T00:00Z general, March -10.00",
                        "2026-01-06T00:00Z general, no end -10.00",
                        "2026-01-06T00:00Z CASH -10.00",
                        "2026-01-06T00:00Z CREDIT -10.00",
                        "2026-01-06T00:00Z CARD -30.00");
        assertThat(story.status("january")).isEqualTo(Bill.Status.PAID);
        assertThat(story.remaining("other")).isEqualTo("10.00");
        assertThat(story.notices(Stage.PAYMENT_RECEIVED)).last().isEqualTo("2026-01-06T00:00Z PAYMENT_RECEIVED");
    }

    @Test
    void f1CouponsOfOneEndGoByGrant() {
        var story = account()
                .at(DAY_1)
                .coupon("granted first", "10", DAY_1, "2026-03-01T00:00Z")
                .coupon("granted second", "10", DAY_1, "2026-03-01T00:00Z")
                .bill("january", "15", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.remaining("granted first")).isEqualTo("0.00");
        assertThat(story.remaining("granted second")).isEqualTo("5.00");
    }

    @Test
    void f1EachGoesAsFarAsItGoesAndWhatStaysUnpaidIsOverdue() {
        var story = account()
                .at(DAY_1)
                .topUp("30")
                .creditLimit("20")
                .bill("january", "100", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.status("january")).isEqualTo(Bill.Status.OVERDUE);
        assertThat(story.outstanding("january")).isEqualTo("50.00");
        assertThat(story.cash()).isEqualTo("0.00");
        assertThat(story.creditUsed()).isEqualTo("20.00");
    }

    @Test
    void f1TheCardIsAskedForTheWholeRestOrNotAtAll() {
        var story = account()
                .at(DAY_1)
                .topUp("30")
                .card(DECLINED)
                .bill("january", "100", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.charges()).containsExactly("2026-01-06T00:00Z 70.00");
        assertThat(story.outstanding("january")).isEqualTo("70.00");
        assertThat(story.rawNotices(Stage.PAYMENT_FAILED)).singleElement().satisfies(notice -> {
            assertThat(notice.billIds()).containsExactly(story.bill("january").id());
            assertThat(notice.facts()).containsEntry("nextTryAt", "2026-01-13T00:00:00Z");
        });
    }

    @Test
    void f1TheCardIsNotAskedWhereFundsSuffice() {
        var story = account()
                .at(DAY_1)
                .topUp("100")
                .card(ACCEPTED)
                .bill("january", "100", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.charges()).isEmpty();
        assertThat(story.status("january")).isEqualTo(Bill.Status.PAID);
    }

    @Test
    void f1ABillRecordedPastDueIsDueAtItsRecording() {
        var story = account().at(DAY_1).payAsYouGo("dws", "etl").bill("december", "100", "2025-12-06T00:00Z");

        assertThat(story.bill("december").dueAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(story.transitions()).containsExactly("2026-01-01T00:00Z etl ACTIVE -> GRACE");
        assertThat(story.notices(Stage.BILL_ISSUED)).isEmpty();
    }

    @Test
    void f1ABillIsNotCollectedBeforeItIsDue() {
        var story =
                account().at(DAY_1).topUp("100").bill("january", "100", DAY_6).advanceTo("2026-01-05T23:59:59Z");

        assertThat(story.status("january")).isEqualTo(Bill.Status.OPEN);
        assertThat(story.cash()).isEqualTo("100.00");
    }

    @Test
    void f2QuotaIsCashAndUnusedCreditLessArrearsAndMayBeNegative() {
        var story = account().at(DAY_1).topUp("30").creditLimit("20");
        assertThat(story.availableQuota()).isEqualTo("50.00");

        story.bill("january", "40", DAY_6).advanceTo(DAY_6);
        assertThat(story.availableQuota()).isEqualTo("10.00");

        story.bill("february", "100", "2026-01-07T00:00Z").advanceTo("2026-01-07T00:00Z");
        assertThat(story.arrears()).isEqualTo("90.00");
        assertThat(story.availableQuota()).isEqualTo("-90.00");

        story.creditLimit("5");
        assertThat(story.availableQuota()).isEqualTo("-105.00");
    }

    @Test
    void f2FundsCountAllCouponsWhileTheyAreValid() {
        var story = account()
                .at(DAY_1)
                .topUp("30")
                .coupon("general", "10", "2026-01-03T00:00Z", DAY_6)
                .productCoupon("dws", "dws", "7", DAY_1, null)
                .productCoupon("oss", "oss", "2", DAY_1, null);
        assertThat(story.availableFunds()).isEqualTo("39.00");

        assertThat(story.advanceTo("2026-01-03T00:00Z").availableFunds()).isEqualTo("49.00");
        assertThat(story.advanceTo("2026-01-05T23:59:59.999999Z").availableFunds())
                .isEqualTo("49.00");
        assertThat(story.advanceTo(DAY_6).availableFunds()).isEqualTo("39.00");
        assertThat(story.availableQuota()).isEqualTo("30.00");
    }

    @Test
    void f2WhatIsLeftOfAnEndedCouponIsForfeited() {
        var story = account()
                .at(DAY_1)
                .coupon("spring", "100", DAY_1, "2026-02-01T00:00Z")
                .bill("january", "30", DAY_6)
                .advanceTo("2026-03-01T00:00Z");

        assertThat(story.ledger(EntryKind.COUPON_ENDED)).containsExactly("2026-02-01T00:00Z spring -70.00");
        assertThat(story.remaining("spring")).isEqualTo("0.00");
    }

    @Test
    void billIssuedIsToldOfABillWhoseDueInstantIsAhead() {
        var story = account().at(DAY_1).bill("january", "30", DAY_6);

        assertThat(story.rawNotices(Stage.BILL_ISSUED)).singleElement().satisfies(notice -> {
            assertThat(notice.deadline()).isEqualTo("2026-01-06T00:00:00Z");
            assertThat(notice.facts()).containsEntry("amount", "30.00");
        });
    }

    @Test
    void f5CurrenciesWithoutMinorUnitsHaveNone() {
        var story = account("JPY", "Asia/Tokyo")
                .at(DAY_1)
                .topUp("300")
                .bill("january", "1000", DAY_6)
                .advanceTo(DAY_6);

        assertThat(story.outstanding("january")).isEqualTo("700");
    }
}
