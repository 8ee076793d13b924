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
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
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

    private static final String TEST_CARD = "tok_ok";
    private static final String TEST_CARD_DECLINED = "tok_declined";
    private static final int MOST_BILLS = 100;

    private final Accounts accounts;
    private final Bills bills;
    private final PaymentGateway gateway;

    Payments(Accounts accounts, Bills bills, PaymentGateway gateway) {
        this.accounts = accounts;
        this.bills = bills;
        this.gateway = gateway;
    }

    /** Cards that a top-up or payment may be made with; the gateway's test cards only where it knows them. */
    List<Means> cards(AccountView account) {
        List<Means> all =
                gateway.knows(TEST_CARD) ? List.of(Means.TEST_CARD, Means.TEST_CARD_DECLINED) : List.<Means>of();
        return account.cardToken() == null
                ? all
                : java.util.stream.Stream.concat(java.util.stream.Stream.of(Means.CARD_ON_FILE), all.stream())
                        .toList();
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

    /** Pays bills from funds or by a card; in the order in which they are due. Answers with what was paid. */
    Money pay(AccountView account, List<Bill> due, @Nullable String how) {
        Means means = means(how);
        Money paid = Money.zero(account.currency());
        if (means == Means.TEST_CARD || means == Means.TEST_CARD_DECLINED) {
            Money before = accounts.standing(account.id()).arrears();
            accounts.putCard(account.id(), token(account, means));
            paid = before.minus(accounts.standing(account.id()).arrears());
        }
        for (Bill bill : due.stream().sorted(Comparator.comparing(Bill::dueAt)).toList()) {
            if (!bills.get(bill.id()).bill().isUnsettled()) {
                continue;
            }
            if (means == Means.FUNDS && paid.isPositive() && !hasFunds(account)) {
                break;
            }
            Money part = bills.pay(bill.id(), means == Means.FUNDS ? Bills.Source.FUNDS : Bills.Source.CARD)
                    .paid();
            if (part == null) {
                throw Refusal.payment("CARD_DECLINED", "The card was declined.");
            }
            paid = paid.plus(part);
        }
        return paid;
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
