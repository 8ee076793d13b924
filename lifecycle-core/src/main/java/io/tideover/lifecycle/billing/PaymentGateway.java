package io.tideover.lifecycle.billing;

import org.joda.money.Money;

/**
 * Charges the card on file. A charge is made under an idempotency key: asked again with the same key, a gateway answers what it
 * answered first and charges nothing more, because a transaction that is rolled back and run again asks again.
 */
public interface PaymentGateway {

    /**
     * Charges the whole amount or nothing.
     *
     * @return whether the charge succeeded; false where the card was declined
     */
    boolean charge(String cardToken, Money amount, String idempotencyKey);

    /** Whether a token names a card this gateway can charge; one that it does not know is refused at the door. */
    boolean knows(String cardToken);

    /** Whether what it charges is money. Where it is not, people who pay for themselves are offered no card but in a test. */
    default boolean movesMoney() {
        return true;
    }
}
