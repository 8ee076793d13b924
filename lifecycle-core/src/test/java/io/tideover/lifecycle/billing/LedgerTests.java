package io.tideover.lifecycle.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.junit.jupiter.api.Test;

/** F4: the one door through which money moves. */
class LedgerTests {

    private static final Instant NOW = Instant.parse("2026-01-06T00:00:00Z");

    private final Funds funds = new Funds(cny("0"), cny("0"), cny("0"), null);
    private final List<Coupon> coupons = new ArrayList<>();
    private final Ledger ledger = new Ledger(7, funds, coupons, new AtomicLong()::incrementAndGet);

    @Test
    void writesAnEntryForEachMovementInOrder() {
        ledger.topUp(cny("50"), "ref-1", NOW);
        ledger.correct(cny("-20"), "mistake", NOW);

        assertThat(ledger.entries())
                .extracting(entry -> entry.sequence() + " " + entry.kind() + " " + entry.amount())
                .containsExactly("1 TOP_UP CNY 50.00", "2 CORRECTION CNY -20.00");
        assertThat(funds.cashBalance()).isEqualTo(cny("30"));
    }

    @Test
    void f3ACashBalanceNeverGoesBelowZero() {
        ledger.topUp(cny("10"), "ref-1", NOW);

        assertThatThrownBy(() -> ledger.correct(cny("-10.01"), "mistake", NOW))
                .isInstanceOf(IllegalStateException.class);
        assertThat(funds.cashBalance()).isEqualTo(cny("10"));
    }

    @Test
    void repaysNoMoreCreditThanIsUsedOrThanThereIsCash() {
        funds.limitCredit(cny("30"));
        Bill bill = bill("30");
        ledger.payFromFunds(bill, NOW);
        ledger.topUp(cny("20"), "ref-1", NOW);

        ledger.repayCredit(cny("100"), NOW);
        assertThat(funds.creditUsed()).isEqualTo(cny("10"));
        assertThat(funds.cashBalance()).isEqualTo(cny("0"));
        ledger.repayCredit(cny("100"), NOW);
        assertThat(funds.creditUsed()).isEqualTo(cny("10"));
    }

    @Test
    void coversAPriceFromWhatFitsTheProduct() {
        ledger.topUp(cny("10"), "ref-1", NOW);
        ledger.grant(coupon(1, Coupon.Kind.PRODUCT, "dws", "5"), NOW);
        ledger.grant(coupon(2, Coupon.Kind.PRODUCT, "oss", "5"), NOW);
        ledger.grant(coupon(3, Coupon.Kind.GENERAL, null, "5"), NOW);

        assertThat(ledger.coverable(cny("100"), "dws", NOW)).isEqualTo(cny("20"));
        assertThat(ledger.coverable(cny("12"), "dws", NOW)).isEqualTo(cny("12"));
        assertThat(ledger.entries()).as("asking moves nothing").hasSize(4);
    }

    @Test
    void f2ForfeitsNothingOfAUsedUpCoupon() {
        Coupon coupon = coupon(1, Coupon.Kind.GENERAL, null, "5");
        ledger.grant(coupon, NOW);
        ledger.payFromFunds(bill("5"), NOW);
        int before = ledger.entries().size();

        ledger.end(coupon, NOW);
        assertThat(coupon.ended()).isTrue();
        assertThat(ledger.entries()).hasSize(before);
    }

    @Test
    void aBillIsPaidOnce() {
        Bill bill = bill("5");
        ledger.payByCard(bill, NOW);

        assertThat(bill.status()).isEqualTo(Bill.Status.PAID);
        assertThatThrownBy(() -> bill.pay(cny("1"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void f1DrawsTheCouponThatEndsFirstAndOfTwoThatEndTogetherTheOneGrantedFirst() {
        for (Coupon coupon : List.of(
                coupon(4, Coupon.Kind.GENERAL, null, "5"),
                coupon(3, Coupon.Kind.GENERAL, null, "5"),
                ending(2, NOW.plusSeconds(60)),
                ending(1, NOW.plusSeconds(60)))) {
            ledger.grant(coupon, NOW);
        }

        ledger.payFromFunds(bill("18"), NOW);
        assertThat(ledger.entries())
                .filteredOn(entry -> entry.kind() == EntryKind.BILL_PAYMENT)
                .extracting(entry -> entry.couponId() + " " + entry.amount())
                .containsExactly("1 CNY -5.00", "2 CNY -5.00", "3 CNY -5.00", "4 CNY -3.00");
    }

    @Test
    void f1TakesTheBillThatWasDueFirstAndOfTwoDueTogetherTheOneRecordedFirst() {
        assertThat(Stream.of(bill(3, NOW), bill(2, NOW), bill(4, NOW.minusSeconds(1)))
                        .sorted(Bill.ORDER)
                        .map(Bill::sequence))
                .containsExactly(4L, 2L, 3L);
    }

    private static Coupon ending(long id, Instant end) {
        return new Coupon(id, id, Coupon.Kind.GENERAL, null, cny("5"), cny("5"), NOW, end, false, true);
    }

    private static Coupon coupon(long id, Coupon.Kind kind, String product, String amount) {
        return new Coupon(id, id, kind, product, cny(amount), cny(amount), NOW, null, false, true);
    }

    private static Bill bill(String amount) {
        return bill(1, amount, NOW);
    }

    private static Bill bill(long sequence, Instant dueAt) {
        return bill(sequence, "5", dueAt);
    }

    private static Bill bill(long sequence, String amount, Instant dueAt) {
        return new Bill(
                sequence,
                sequence,
                "dws",
                cny(amount),
                cny(amount),
                dueAt,
                Bill.Status.OPEN,
                null,
                List.of(),
                NOW,
                null,
                NOW,
                null,
                true);
    }

    private static Money cny(String amount) {
        return Money.of(CurrencyUnit.of("CNY"), new BigDecimal(amount));
    }
}
