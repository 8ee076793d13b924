package io.tideover.lifecycle.access;

import io.tideover.lifecycle.policy.Phase;
import java.time.Instant;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * The answer to whether an operation is allowed (A3).
 *
 * @param code the denial's code; null where it is allowed
 * @param phase the resource's; null where an account was asked about
 * @param deadline the resource's next deadline, or null
 * @param remedy what lifts the denial; null where it is allowed
 */
public record AccessDecision(
        boolean allowed,
        AccessMode accessMode,
        @Nullable String code,
        @Nullable String message,
        long accountId,
        @Nullable Phase phase,
        Money arrears,
        @Nullable Instant deadline,
        @Nullable String remedy) {}
