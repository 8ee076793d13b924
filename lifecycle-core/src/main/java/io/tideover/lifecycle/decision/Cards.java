package io.tideover.lifecycle.decision;

import org.joda.money.Money;

/** What becomes of a card charge: the gateway in earnest, a decline where the future is only looked at. */
@FunctionalInterface
public interface Cards {

    /** The card on file is taken to decline, as the timeline has it. */
    Cards DECLINE = (token, amount, key) -> false;

    /** Whether the whole amount was charged. */
    boolean charge(String token, Money amount, String idempotencyKey);
}
