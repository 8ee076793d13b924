package io.tideover.lifecycle.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An arrears spell: from arrears above zero until they are zero.
 *
 * @param number counts the account's spells from 1
 * @param startedAt when arrears rose above zero
 * @param since the earliest due instant among overdue bills ({@code arrearsSince})
 * @param clockFrom when arrears reached the minimum that starts clocks (F8); null while below
 */
public record Spell(
        int number,
        Instant startedAt,
        Instant since,
        @Nullable Instant clockFrom) {

    public Spell withSince(Instant moved) {
        return new Spell(number, startedAt, moved, clockFrom);
    }

    public Spell withClockFrom(Instant from) {
        return new Spell(number, startedAt, since, from);
    }

    /** Where clocks of this spell start at the earliest: {@code arrearsSince}, or the reaching of the minimum. */
    public Instant clock() {
        Instant from = clockFrom;
        if (from == null) {
            throw new IllegalStateException("no clock runs in this spell");
        }
        return from.isAfter(since) ? from : since;
    }
}
