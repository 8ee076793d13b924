package io.tideover.lifecycle.account;

import java.time.Instant;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A threshold of a balance alert and what it has said in the present dip (B2).
 *
 * @param fired whether it has fired since funds were last at or above it
 * @param sent how many BALANCE_LOW notices have gone out for it in this dip
 * @param nextRepeatAt when the notice is repeated, or null where it is silent
 */
public record Threshold(
        Money amount, boolean fired, int sent, @Nullable Instant nextRepeatAt) {

    public static Threshold armed(Money amount) {
        return new Threshold(amount, false, 0, null);
    }

    public Threshold silenced() {
        return new Threshold(amount, fired, sent, null);
    }
}
