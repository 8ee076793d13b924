package io.tideover.message.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery is tried again after a transient fault (D3).
 *
 * @param first after the first try; doubles with each further one
 * @param longest where doubling stops
 * @param giveUpAfter from when it was queued
 */
public record Backoff(Duration first, Duration longest, Duration giveUpAfter) {

    /** Waits vary by up to this part, so that what failed together is not tried together. */
    private static final double JITTER = 0.2;

    private static final int MOST_DOUBLINGS = 30;

    /**
     * The instant of the next try, or nothing where it would come too late.
     *
     * @param attempts tries so far, at least one
     * @param retryAfter what the provider asks for, which is never undercut, or null
     * @param random from 0 to 1; 0.5 for no jitter
     */
    public Optional<Instant> next(
            Instant queuedAt, Instant now, int attempts, @Nullable Duration retryAfter, DoubleSupplier random) {
        Duration wait = first.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        if (wait.compareTo(longest) > 0) {
            wait = longest;
        }
        double factor = 1 + JITTER * (2 * random.getAsDouble() - 1);
        wait = Duration.ofMillis(Math.round(wait.toMillis() * factor));
        if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
            wait = retryAfter;
        }
        Instant at = now.plus(wait);
        return at.isAfter(queuedAt.plus(giveUpAfter)) ? Optional.empty() : Optional.of(at);
    }
}
