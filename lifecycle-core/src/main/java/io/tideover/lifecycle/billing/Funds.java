package io.tideover.lifecycle.billing;

import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** An account's cash balance, credit and card. Only the {@link Ledger} changes what is in it. */
public final class Funds {

    private final CurrencyUnit currency;
    private Money cashBalance;
    private Money creditLimit;
    private Money creditUsed;
    private @Nullable String cardToken;
    private boolean changed;

    public Funds(Money cashBalance, Money creditLimit, Money creditUsed, @Nullable String cardToken) {
        this.currency = cashBalance.getCurrencyUnit();
        this.cashBalance = cashBalance;
        this.creditLimit = creditLimit;
        this.creditUsed = creditUsed;
        this.cardToken = cardToken;
    }

    public CurrencyUnit currency() {
        return currency;
    }

    public Money cashBalance() {
        return cashBalance;
    }

    public Money creditLimit() {
        return creditLimit;
    }

    public Money creditUsed() {
        return creditUsed;
    }

    /** What is left of the credit limit; zero where more is used than a lowered limit allows (F3). */
    public Money unusedCredit() {
        Money unused = creditLimit.minus(creditUsed);
        return unused.isNegative() ? Money.zero(currency) : unused;
    }

    public @Nullable String cardToken() {
        return cardToken;
    }

    public boolean changed() {
        return changed;
    }

    public void putCard(String token) {
        cardToken = token;
        changed = true;
    }

    public void limitCredit(Money limit) {
        creditLimit = limit;
        changed = true;
    }

    void addCash(Money amount) {
        Money sum = cashBalance.plus(amount);
        if (sum.isNegative()) {
            throw new IllegalStateException("a cash balance never goes below zero");
        }
        cashBalance = sum;
        changed = true;
    }

    void useCredit(Money amount) {
        Money sum = creditUsed.plus(amount);
        if (sum.isNegative()) {
            throw new IllegalStateException("credit used never goes below zero");
        }
        creditUsed = sum;
        changed = true;
    }
}
