package io.tideover.lifecycle.policy;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.threeten.extra.PeriodDuration;

/**
 * One version of a policy.
 *
 * @param productCode the product it is for, or null for any product
 * @param tier the customer tier it is for, or null for any tier (R11)
 * @param grace how long GRACE lasts; zero goes straight to RETENTION (R4)
 * @param retention how long RETENTION lasts; null leaves it without an end (R6)
 * @param label what pages call RETENTION
 * @param finalNoticeLead how long before a release its reminder must have been accepted (R5)
 * @param allowedInRetention operations that RETENTION does not deny (A2)
 * @param activeFrom episodes whose clock starts from here on follow this version (R9)
 */
public record Policy(
        long id,
        String code,
        int version,
        @Nullable String productCode,
        BillingMode billingMode,
        @Nullable String tier,
        PeriodDuration grace,
        @Nullable PeriodDuration retention,
        String label,
        PeriodDuration finalNoticeLead,
        boolean chargedInRetention,
        Reminders reminders,
        Set<Operation> allowedInRetention,
        Denial denial,
        Instant activeFrom) {

    public Policy {
        allowedInRetention = Set.copyOf(allowedInRetention);
    }

    public boolean hasGrace() {
        return !grace.isZero();
    }
}
