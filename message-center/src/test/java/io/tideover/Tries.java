package io.tideover;

import io.tideover.message.delivery.Courier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Lets the one delivery of a test clock be tried until it is given up. */
public final class Tries {

    private Tries() {}

    /** How long each try was waited for, the first from an instant on. */
    public static List<Duration> waits(Courier courier, long clockId, Instant from) {
        List<Duration> waits = new ArrayList<>();
        Instant now = from;
        for (Instant next = next(courier, clockId); next != null; next = next(courier, clockId)) {
            waits.add(Duration.between(now, next));
            now = next;
            if (courier.deliverDue(clockId, now, 10) != 1) {
                throw new AssertionError("it is due at " + now + " and was not tried");
            }
        }
        return waits;
    }

    private static Instant next(Courier courier, long clockId) {
        return courier.nextAttemptAt(clockId).orElse(null);
    }
}
