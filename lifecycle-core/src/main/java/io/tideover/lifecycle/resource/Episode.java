package io.tideover.lifecycle.resource;

import io.tideover.lifecycle.policy.Policy;
import java.time.Instant;
import java.time.ZoneId;

/**
 * From a resource's clock start until it is ACTIVE again or RELEASED. Keeps the time zone and the policy version (and with it the
 * tier) in force at the clock's start (T2).
 */
public record Episode(Instant clock, ZoneId zone, Policy policy) {

    Episode withClock(Instant moved) {
        return new Episode(moved, zone, policy);
    }
}
