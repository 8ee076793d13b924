package io.tideover.portal.billing;

import io.tideover.lifecycle.billing.Amounts;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.PaymentGateway;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.refusal.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Paying what is overdue, and topping up by a card. What money does then is the lifecycle's. */
@Service
class Payments {

    /** What a payment may come from. */
    enum Means {
        CARD_ON_FILE,
        FUNDS,
        TEST_CARD,
        TEST_CARD_DECLINED
    }

    /**
     * What came of a payment.
     *
     * @param declined whether the card was declined for the rest
     */
    record Paid(Money amount, boolean declined) {}

    private static final String TEST_CARD = "tok_ok";
    private static final String TEST_CARD_DECLINED = "tok_declined";
    private static final int MOST_BILLS = 100;

    private final Accounts accounts;
    private final Bills bills;
    private final PaymentGateway gateway;
    private final boolean chargesCards;

    Payments(
            Accounts accounts,
            Bills bills,
            PaymentGateway gateway,
            @Value("${tideover.test-clocks.enabled:false}") boolean test) {
        this.accounts = accounts;
        this.bills = bills;
        this.gateway = gateway;
        this.chargesCards = test || gateway.movesMoney();
    }

    /** Cards that a top-up or payment may be made with; the gateway's test cards only where it knows them, and only in a test. */
    List<Means> cards(AccountView account) {
        if (!chargesCards) {
            return List.of();
        }
        List<Means> all =
                gateway.knows(TEST_CARD) ? List.of(Means.TEST_CARD, Means.TEST_CARD_DECLINED) : List.<Means>of();
        return account.cardToken() == null
                ? all
                : Stream.concat(Stream.of(Means.CARD_ON_FILE), all.stream()).toList();
    }

    List<Bill> overdue(long accountId) {
        return bills.list(accountId, Bill.Status.OVERDUE, MOST_BILLS, null).items().stream()
                .sorted(Bill.ORDER)
                .toList();
    }

    /** Charges a card and tops up with what it gave, once for a reference. */
    Accounts.TopUp topUp(
            AccountView account, @Nullable String amount, @Nullable String means, @Nullable String reference) {
        Money money = Amounts.positive("amount", amount, account.currency());
        String token = token(account, means(means));
        if (reference == null || reference.isBlank() || reference.length() > 100) {
            throw Refusal.conflict("REFERENCE_USED", "There is a top-up with this reference already.");
        }
        String key = "portal:" + reference;
        if (!gateway.charge(token, money, account.id() + ":" + key)) {
            throw Refusal.payment("CARD_DECLINED", "The card was declined.");
        }
        return accounts.topUp(account.id(), amount, key);
    }

    /**
     * Pays bills from funds or by a card; in the order in which they are due. A card that is not the one on file is charged this once.
     *
     * @param shown what they came to when the payer agreed; where they come to something else now, nothing is paid
     */
    Paid pay(AccountView account, List<Bill> due, @Nullable String how, @Nullable String shown) {
        Means means = means(how);
        String card = means == Means.FUNDS ? null : token(account, means);
        if (!total(account, due).getAmount().toPlainString().equals(shown)) {
            throw Refusal.conflict("AMOUNT_CHANGED", "What is to be paid has changed.");
        }
        Money paid = Money.zero(account.currency());
        for (Bill bill : due.stream().sorted(Comparator.comparing(Bill::dueAt)).toList()) {
            if (!bills.get(bill.id()).bill().isUnsettled()) {
                continue;
            }
            if (means == Means.FUNDS && paid.isPositive() && !hasFunds(account)) {
                break;
            }
            Bills.Payment payment =
                    card == null ? bills.pay(bill.id(), Bills.Source.FUNDS) : bills.payByCard(bill.id(), card);
            Money part = payment.paid();
            if (part == null) {
                if (paid.isZero()) {
                    throw Refusal.payment("CARD_DECLINED", "The card was declined.");
                }
                return new Paid(paid, true);
            }
            paid = paid.plus(part);
        }
        if (paid.isZero()) {
            // somebody else has settled them meanwhile
            throw Refusal.conflict("AMOUNT_CHANGED", "What is to be paid has changed.");
        }
        return new Paid(paid, false);
    }

    /** What bills come to. */
    static Money total(AccountView account, List<Bill> due) {
        return due.stream()
                .filter(Bill::isUnsettled)
                .map(Bill::outstanding)
                .reduce(Money.zero(account.currency()), Money::plus);
    }

    void putCard(AccountView account, @Nullable String means) {
        accounts.putCard(account.id(), token(account, means(means)));
    }

    private boolean hasFunds(AccountView account) {
        Accounts.Standing standing = accounts.standing(account.id());
        return standing.availableFunds().plus(standing.arrears()).isPositive();
    }

    private static Means means(@Nullable String means) {
        for (Means known : Means.values()) {
            if (known.name().equals(means)) {
                return known;
            }
        }
        throw Refusal.invalid("means", "must be one of those listed");
    }

    private String token(AccountView account, Means means) {
        if (!cards(account).contains(means)) {
            throw Refusal.invalid("means", "must be one of those listed");
        }
        String token = switch (means) {
            case CARD_ON_FILE -> account.cardToken();
            case TEST_CARD -> TEST_CARD;
            case TEST_CARD_DECLINED -> TEST_CARD_DECLINED;
            case FUNDS -> null;
        };
        if (token == null || !gateway.knows(token)) {
            throw Refusal.invalid("means", "must be one of those listed");
        }
        return token;
    }
}
