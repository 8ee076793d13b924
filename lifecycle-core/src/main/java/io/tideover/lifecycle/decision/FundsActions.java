package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** What moves an account's money from outside: top-ups, coupons, cards, corrections, bills and what is done with them (F1 to F7). */
public final class FundsActions {

    /** The product code of a bill that a correction made. */
    public static final String CORRECTION = "correction";

    private FundsActions() {}

    /** F3: overdue bills first; what is left repays credit used; the rest is cash balance. */
    public static void topUp(Run run, long topUpId, Money amount, String reference, Instant now) {
        run.ledger().topUp(amount, reference, now);
        var notice = run.notices()
                .of(Stage.PAYMENT_RECEIVED, now, "top-up:" + topUpId)
                .fact("amount", amount)
                .fact("source", "TOP_UP")
                .fact("reference", reference);
        for (Bill bill : run.state().overdue()) {
            Money before = bill.outstanding();
            BillCollection.settle(run, bill, false, now);
            if (bill.outstanding().isLessThan(before)) {
                notice.aboutBill(bill.id());
            }
        }
        // where a bill was overdue there was no cash, so that what is left of the top-up is all the cash there is
        run.ledger().repayCredit(amount, now);
    }

    public static void grantCoupon(Run run, Coupon coupon, Instant now) {
        run.ledger().grant(coupon, now);
    }

    /** F3: a card put on file is tried at once on what is overdue. */
    public static void putCard(Run run, String token, Instant now) {
        run.state().funds().putCard(token);
        // a payment that the card before it was refused for is not taken for the same one
        run.account().nextSequence();
        for (Bill bill : run.state().overdue()) {
            BillCollection.settle(run, bill, true, now);
        }
    }

    /**
     * F3: a cash balance never goes below zero; what a negative correction cannot take is recorded as a bill due at once.
     *
     * @return the bill, or null where cash sufficed
     */
    public static @Nullable Bill correct(Run run, Money amount, String reason, Instant now) {
        Money cash = run.state().funds().cashBalance();
        Money borne = cash.plus(amount).isNegative() ? cash.negated() : amount;
        run.ledger().correct(borne, reason, now);
        Money missing = borne.minus(amount);
        if (!missing.isPositive()) {
            return null;
        }
        Bill bill = bill(run, CORRECTION, missing, now, null, List.of(new Bill.Line(null, reason, missing)), now);
        record(run, bill, now);
        return bill;
    }

    /** A new bill; one already past due is due at its recording (F1). */
    public static Bill bill(
            Run run,
            String productCode,
            Money amount,
            Instant dueAt,
            @Nullable String reference,
            List<Bill.Line> lines,
            Instant now) {
        return new Bill(
                run.terms().ids().getAsLong(),
                run.account().nextSequence(),
                productCode,
                amount,
                amount,
                Rule.later(dueAt, now),
                Bill.Status.OPEN,
                reference,
                lines,
                now,
                null,
                now,
                null,
                true);
    }

    public static void record(Run run, Bill bill, Instant now) {
        run.state().bills().add(bill);
        if (bill.dueAt().isAfter(now)) {
            run.notices()
                    .of(Stage.BILL_ISSUED, now, "bill:" + bill.id())
                    .aboutBill(bill.id())
                    .fact("amount", bill.amount())
                    .deadline(bill.dueAt());
        }
    }

    /** <i>Pay now</i> from funds: as far as they go. */
    public static Money payFromFunds(Run run, Bill bill, Instant now) {
        requirePayable(bill);
        Money paid = run.ledger().payFromFunds(bill, now);
        if (paid.isZero()) {
            throw Refusal.payment("INSUFFICIENT_FUNDS", "There are no funds to pay from.");
        }
        return paid;
    }

    /**
     * <i>Pay now</i> by card: the whole rest. A decline is told to the account, so it is an answer and not a refusal.
     *
     * @param token a card for this once, or null for the one on file
     * @return what was paid; null where the card was declined
     */
    public static @Nullable Money payByCard(Run run, Bill bill, @Nullable String token, Instant now) {
        requirePayable(bill);
        String card = token == null ? run.state().funds().cardToken() : token;
        if (card == null) {
            throw Refusal.payment("CARD_DECLINED", "There is no card on file.");
        }
        Money rest = bill.outstanding();
        return BillCollection.payByCard(run, bill, card, now) ? rest : null;
    }

    /**
     * F7: what was paid goes back where it came from.
     *
     * @param payments the bill's payments so far
     */
    public static void voidBill(Run run, Bill bill, List<LedgerEntry> payments, String reason, Instant now) {
        if (!bill.isUnsettled()) {
            throw standsAs(bill);
        }
        bill.voidFor(reason);
        run.ledger().refund(bill, payments, now);
    }

    /** F7: keeps its outstanding amount, but does not count as arrears until the dispute is closed. */
    public static void dispute(Bill bill, String reason) {
        if (bill.status() != Bill.Status.OPEN && bill.status() != Bill.Status.OVERDUE) {
            throw standsAs(bill);
        }
        bill.dispute(reason);
    }

    /** F7: closing it against the customer makes it due now. */
    public static void closeForProvider(Bill bill, Instant now) {
        requireDisputed(bill);
        bill.dueAgain(now);
    }

    public static void requireDisputed(Bill bill) {
        if (bill.status() != Bill.Status.DISPUTED) {
            throw Refusal.conflict("BILL_NOT_DISPUTED", "The bill is not disputed.");
        }
    }

    private static void requirePayable(Bill bill) {
        if (bill.status() != Bill.Status.OPEN && bill.status() != Bill.Status.OVERDUE) {
            throw standsAs(bill);
        }
    }

    /** What a bill is forbids it. */
    private static Refusal standsAs(Bill bill) {
        return switch (bill.status()) {
            case OPEN -> Refusal.conflict("BILL_OPEN", "The bill is OPEN.");
            case PAID -> Refusal.conflict("BILL_PAID", "The bill is PAID.");
            case OVERDUE -> Refusal.conflict("BILL_OVERDUE", "The bill is OVERDUE.");
            case DISPUTED -> Refusal.conflict("BILL_DISPUTED", "The bill is DISPUTED.");
            case VOID -> Refusal.conflict("BILL_VOID", "The bill is VOID.");
        };
    }
}
