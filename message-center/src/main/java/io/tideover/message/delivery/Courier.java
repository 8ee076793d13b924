package io.tideover.message.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Carries out what is due of one kind of message: mails and text messages, or webhooks. */
public interface Courier {

    /**
     * Sends a batch of what is due by each account's own now: on the wall clock, and on test clocks that stand still.
     *
     * @return how many were tried; 0 where nothing is due that another worker is not at
     */
    default int deliverDue(int batch) {
        int tried = 0;
        for (Map.Entry<Long, Instant> each : queue().clocks().entrySet()) {
            tried += deliverDue(each.getKey(), each.getValue(), batch);
        }
        return tried;
    }

    /** Sends a batch of what is due up to an instant on the accounts of one clock (D11). */
    int deliverDue(long clockId, Instant now, int batch);

    /** When anything of a clock is tried next, in flight or not; empty where nothing is left to be tried. */
    default Optional<Instant> nextAttemptAt(long clockId) {
        return queue().nextAttemptAt(clockId);
    }

    /** Where it finds what is due. */
    SendQueue queue();
}
