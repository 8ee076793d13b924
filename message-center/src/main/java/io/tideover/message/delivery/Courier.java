package io.tideover.message.delivery;

import java.time.Instant;
import java.util.Optional;

/** Carries out what is due of one kind of message: mails and text messages, or webhooks. */
public interface Courier {

    /**
     * Sends a batch of what is due by each account's own now: on the wall clock, and on test clocks that stand still.
     *
     * @return how many were tried; 0 where nothing is due that another worker is not at
     */
    int deliverDue(int batch);

    /** Sends a batch of what is due up to an instant on the accounts of one clock (D11). */
    int deliverDue(long clockId, Instant now, int batch);

    /** When anything of a clock is tried next, in flight or not; empty where nothing is left to be tried. */
    Optional<Instant> nextAttemptAt(long clockId);
}
