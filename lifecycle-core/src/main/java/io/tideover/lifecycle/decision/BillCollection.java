package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Spans;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.joda.money.Money;
import org.threeten.extra.PeriodDuration;

/** F1 and F3: overdue bills are collected again from funds, newly due ones from funds and card, oldest due first, then by recording. */
final class BillCollection implements Rule {

    /** After the due instant, when the card is tried again (F3). */
    private static final List<PeriodDuration> CARD_TRIES =
            List.of(PeriodDuration.parse("P7D"), PeriodDuration.parse("P14D"));

    @Override
    public void apply(Run run, Instant at) {
        List<Bill> due = run.state().bills().stream()
                .filter(bill -> bill.status() == Bill.Status.OVERDUE || isNewlyDue(bill, at))
                .sorted(Bill.ORDER)
                .toList();
        for (Bill bill : due) {
            settle(run, bill, isNewlyDue(bill, at) || !nextCardTry(bill).isAfter(at), at);
        }
        // what a command did to bills (a payment, a void, a dispute) may have ended the arrears as well
        Arrears.review(run, at);
    }

    /** F1: from funds as far as they go, then the card for the whole rest or not at all; what stays unpaid is overdue. */
    static void settle(Run run, Bill bill, boolean tryCard, Instant at) {
        run.ledger().payFromFunds(bill, at);
        if (bill.outstanding().isPositive()) {
            String card = run.state().funds().cardToken();
            if (tryCard && card != null) {
                payByCard(run, bill, card, at);
            }
            if (bill.status() == Bill.Status.OPEN) {
                bill.becomeOverdue(run.account().zone());
            }
            // without a card nothing was tried; one that is put on file is tried then, and marks it
            if (tryCard && run.hasCard() && bill.status() == Bill.Status.OVERDUE) {
                bill.cardTriedAt(at);
            }
        }
        Arrears.review(run, at);
    }

    /** Charges a card the whole rest of a bill, and tells the account how it went. */
    static boolean payByCard(Run run, Bill bill, String token, Instant at) {
        Money rest = bill.outstanding();
        String payment = run.payment("bill:" + bill.id());
        if (run.charge(token, rest, payment)) {
            run.ledger().payByCard(bill, at);
            run.notices()
                    .of(Stage.PAYMENT_RECEIVED, at, payment)
                    .aboutBill(bill.id())
                    .fact("amount", rest)
                    .fact("source", "CARD");
            return true;
        }
        Instant next = nextTryAfter(run, bill, at);
        var notice = run.notices()
                .of(Stage.PAYMENT_FAILED, at, payment)
                .aboutBill(bill.id())
                .fact("amount", rest)
                .fact("source", "CARD");
        if (next.isBefore(NEVER)) {
            notice.fact("nextTryAt", next).deadline(next);
        }
        return false;
    }

    /** When the card on file is tried next; never where there is none. */
    private static Instant nextTryAfter(Run run, Bill bill, Instant at) {
        if (!run.hasCard()) {
            return NEVER;
        }
        return bill.status() == Bill.Status.OVERDUE ? cardTryAfter(bill, at) : firstTryAfter(run, bill, at);
    }

    private static boolean isNewlyDue(Bill bill, Instant at) {
        return bill.status() == Bill.Status.OPEN && !bill.dueAt().isAfter(at);
    }

    private static Instant nextCardTry(Bill bill) {
        return bill.status() == Bill.Status.OVERDUE ? cardTryAfter(bill, bill.cardTriedUntil()) : NEVER;
    }

    private static Instant cardTryAfter(Bill bill, Instant after) {
        ZoneId zone = bill.zone();
        return zone == null ? NEVER : tryAfter(bill, zone, after);
    }

    private static Instant firstTryAfter(Run run, Bill bill, Instant after) {
        return bill.dueAt().isAfter(after)
                ? bill.dueAt()
                : tryAfter(bill, run.account().zone(), after);
    }

    private static Instant tryAfter(Bill bill, ZoneId zone, Instant after) {
        return CARD_TRIES.stream()
                .map(span -> Spans.add(bill.dueAt(), span, zone))
                .filter(instant -> instant.isAfter(after))
                .findFirst()
                .orElse(NEVER);
    }

    @Override
    public Instant next(AccountState state) {
        boolean card = state.funds().cardToken() != null;
        Instant next = NEVER;
        for (Bill bill : state.bills()) {
            if (bill.status() == Bill.Status.OPEN) {
                next = Rule.earlier(next, bill.dueAt());
            } else if (card) {
                next = Rule.earlier(next, nextCardTry(bill));
            }
        }
        return next;
    }
}
