package io.tideover.lifecycle.resource;

import java.time.Instant;
import java.time.Period;
import org.joda.money.Money;

/**
 * A standing order to renew a subscription (R12).
 *
 * @param triedUntil tries due at or before this instant are done with
 */
public record AutoRenewal(Period period, Money price, Instant triedUntil) {

    public AutoRenewal triedAt(Instant at) {
        return new AutoRenewal(period, price, at);
    }
}
