package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.account.Spell;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * How an account stood from an instant on, as far as its resources go by it. An account with very many resources decides first; they
 * follow later, a portion at a time, from fact to fact ({@link Lifecycle#bringUp}).
 *
 * @param number counts the facts that decide over resources; one that changes amounts alone bears the number of the last that did
 * @param commanded it came of a command, after everything else that was due at its instant (T5)
 * @param spells how many arrears spells there had been
 */
public record Fact(
        long number,
        Instant at,
        boolean commanded,
        @Nullable Spell spell,
        int spells,
        ZoneId zone,
        @Nullable String tier,
        Money arrears,
        Money availableFunds) {

    boolean decidesAs(Fact other) {
        return Objects.equals(spell, other.spell)
                && spells == other.spells
                && zone.equals(other.zone)
                && Objects.equals(tier, other.tier);
    }

    boolean amountsTo(Fact other) {
        return arrears.equals(other.arrears) && availableFunds.equals(other.availableFunds);
    }
}
