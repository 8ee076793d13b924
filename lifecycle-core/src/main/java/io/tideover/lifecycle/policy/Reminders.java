package io.tideover.lifecycle.policy;

import java.util.List;
import org.threeten.extra.PeriodDuration;

/** How long before a deadline it is reminded of, for each kind of deadline. */
public record Reminders(List<PeriodDuration> expiry, List<PeriodDuration> suspension, List<PeriodDuration> release) {

    public Reminders {
        expiry = List.copyOf(expiry);
        suspension = List.copyOf(suspension);
        release = List.copyOf(release);
    }
}
