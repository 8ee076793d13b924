package io.tideover.lifecycle.billing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which money moves: each method changes a balance and writes the entry that says so (F4). Works on one account
 * within one transaction; {@link #entries()} are what is to be stored.
 */
public final class Ledger {

    private final long accountId;
    private final Funds funds;
    private final List<Coupon> coupons;
    private final LongSupplier sequence;
    private final List<LedgerEntry> entries = new ArrayList<>();

    public Ledger(long accountId, Funds funds, List<Coupon> coupons, LongSupplier sequence) {
        this.accountId = accountId;
        this.funds = funds;
        this.coupons = coupons;
        this.sequence = sequence;
    }

    /** What has moved so far, in order. */
    public List<LedgerEntry> entries() {
        return entries;
    }

    public void topUp(Money amount, String reference, Instant at) {
        funds.addCash(amount);
        add(at, EntryKind.TOP_UP, Fund.CASH, amount, null, null, null, reference);
    }

    /** Repays credit used from the cash balance, up to an amount (F3). */
    public void repayCredit(Money upTo, Instant at) {
        Money part = least(least(upTo, funds.creditUsed()), funds.cashBalance());
        if (part.isPositive()) {
            funds.addCash(part.negated());
            add(at, EntryKind.CREDIT_REPAID, Fund.CASH, part.negated(), null, null, null, null);
            funds.useCredit(part.negated());
            add(at, EntryKind.CREDIT_REPAID, Fund.CREDIT, part, null, null, null, null);
        }
    }

    /** Changes the cash balance by a signed amount that it can bear. */
    public void correct(Money amount, String reason, Instant at) {
        if (!amount.isZero()) {
            funds.addCash(amount);
            add(at, EntryKind.CORRECTION, Fund.CASH, amount, null, null, null, reason);
        }
    }

    public void grant(Coupon coupon, Instant at) {
        coupons.add(coupon);
        add(at, EntryKind.COUPON_GRANTED, Fund.COUPON, coupon.amount(), null, coupon.id(), null, null);
    }

    /** Forfeits what is left of a coupon whose time is over (F2). */
    public void end(Coupon coupon, Instant at) {
        forfeit(coupon, at);
        coupon.end();
    }

    /** Pays a bill from funds as far as they go, in the order of F1, and says how much that was. */
    public Money payFromFunds(Bill bill, Instant at) {
        Money paid = draw(bill.outstanding(), bill.productCode(), EntryKind.BILL_PAYMENT, bill.id(), null, at);
        if (paid.isPositive()) {
            bill.pay(paid);
        }
        return paid;
    }

    /** Records that the card paid the whole rest of a bill. */
    public void payByCard(Bill bill, Instant at) {
        Money rest = bill.outstanding();
        add(at, EntryKind.BILL_PAYMENT, Fund.CARD, rest.negated(), bill.id(), null, null, null);
        bill.pay(rest);
    }

    /** How much of a price funds would cover. */
    public Money coverable(Money price, String productCode, Instant at) {
        Money total = funds.cashBalance().plus(funds.unusedCredit());
        for (Coupon coupon : usable(productCode, at).toList()) {
            total = total.plus(coupon.remaining());
        }
        return least(total, price);
    }

    /** Pays a price that makes no bill (R8, R12): from funds as far as they go, the rest having been charged to the card. */
    public void payPrice(EntryKind kind, long resourceId, String productCode, Money price, Instant at) {
        Money paid = draw(price, productCode, kind, null, resourceId, at);
        Money rest = price.minus(paid);
        if (rest.isPositive()) {
            add(at, kind, Fund.CARD, rest.negated(), null, null, resourceId, null);
        }
    }

    /**
     * Gives back what was paid for a bill to where it came from (F7); an ended coupon stays ended, and credit repaid since comes back
     * as cash.
     *
     * @param payments the bill's payment entries; none is the card's, which pays the whole rest, and a paid bill is never void
     */
    public void refund(Bill bill, List<LedgerEntry> payments, Instant at) {
        for (LedgerEntry payment : payments) {
            Money amount = payment.amount().negated();
            switch (payment.fund()) {
                case CASH -> {
                    funds.addCash(amount);
                    add(at, EntryKind.REFUND, Fund.CASH, amount, bill.id(), null, null, null);
                }
                case CREDIT -> {
                    Money credit = least(amount, funds.creditUsed());
                    if (credit.isPositive()) {
                        funds.useCredit(credit.negated());
                        add(at, EntryKind.REFUND, Fund.CREDIT, credit, bill.id(), null, null, null);
                    }
                    Money repaid = amount.minus(credit);
                    if (repaid.isPositive()) {
                        funds.addCash(repaid);
                        add(at, EntryKind.REFUND, Fund.CASH, repaid, bill.id(), null, null, null);
                    }
                }
                case COUPON -> {
                    Coupon coupon = coupons.stream()
                            .filter(c -> Long.valueOf(c.id()).equals(payment.couponId()))
                            .findFirst()
                            .orElseThrow();
                    coupon.change(amount);
                    add(at, EntryKind.REFUND, Fund.COUPON, amount, bill.id(), coupon.id(), null, null);
                    if (coupon.ended()) {
                        forfeit(coupon, at);
                    }
                }
                case CARD -> throw new IllegalStateException("bill " + bill.id() + " was paid by card");
            }
        }
    }

    private Money draw(
            Money wanted,
            String productCode,
            EntryKind kind,
            @Nullable Long billId,
            @Nullable Long resourceId,
            Instant at) {
        Money rest = wanted;
        for (Coupon coupon : usable(productCode, at).toList()) {
            Money part = least(rest, coupon.remaining());
            if (part.isPositive()) {
                coupon.change(part.negated());
                add(at, kind, Fund.COUPON, part.negated(), billId, coupon.id(), resourceId, null);
                rest = rest.minus(part);
            }
        }
        Money cash = least(rest, funds.cashBalance());
        if (cash.isPositive()) {
            funds.addCash(cash.negated());
            add(at, kind, Fund.CASH, cash.negated(), billId, null, resourceId, null);
            rest = rest.minus(cash);
        }
        Money credit = least(rest, funds.unusedCredit());
        if (credit.isPositive()) {
            funds.useCredit(credit);
            add(at, kind, Fund.CREDIT, credit.negated(), billId, null, resourceId, null);
            rest = rest.minus(credit);
        }
        return wanted.minus(rest);
    }

    /** Product coupons that fit before general ones, earliest end first in each (F1). */
    private Stream<Coupon> usable(String productCode, Instant at) {
        return Stream.of(Coupon.Kind.PRODUCT, Coupon.Kind.GENERAL)
                .flatMap(kind -> coupons.stream()
                        .filter(coupon -> coupon.kind() == kind && coupon.validAt(at) && coupon.fits(productCode))
                        .sorted(Coupon.ORDER));
    }

    private void forfeit(Coupon coupon, Instant at) {
        Money left = coupon.remaining();
        if (left.isPositive()) {
            coupon.change(left.negated());
            add(at, EntryKind.COUPON_ENDED, Fund.COUPON, left.negated(), null, coupon.id(), null, null);
        }
    }

    private void add(
            Instant at,
            EntryKind kind,
            Fund fund,
            Money amount,
            @Nullable Long billId,
            @Nullable Long couponId,
            @Nullable Long resourceId,
            @Nullable String reference) {
        entries.add(new LedgerEntry(
                accountId, sequence.getAsLong(), at, kind, fund, amount, billId, couponId, resourceId, reference));
    }

    private static Money least(Money a, Money b) {
        return a.isLessThan(b) ? a : b;
    }
}
