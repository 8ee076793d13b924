package io.tideover.lifecycle.resource;

import io.tideover.lifecycle.policy.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of phase; append-only.
 *
 * @param sequence its place among everything recorded for the account
 * @param from null on registration
 * @param effectiveAt the instant it fell due, whenever the sweep ran (T3)
 */
public record Transition(
        long accountId,
        long sequence,
        long resourceId,
        int episode,
        @Nullable Phase from,
        Phase to,
        Instant effectiveAt,
        TransitionReason reason,
        @Nullable String detail) {}
