package io.tideover.lifecycle.histories;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** An account as it was opened, and what happened to it since. */
record History(
        long seed, ZoneId zone, String currency, Instant start, String tier, long creditLimit, List<Step.Timed> steps) {

    NaiveAccount naiveAccount() {
        return new NaiveAccount(zone, start, tier, creditLimit);
    }

    History without(int index) {
        List<Step.Timed> fewer = new ArrayList<>(steps);
        fewer.remove(index);
        return new History(seed, zone, currency, start, tier, creditLimit, fewer);
    }

    History upTo(int count) {
        return new History(seed, zone, currency, start, tier, creditLimit, List.copyOf(steps.subList(0, count)));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("seed " + seed + ": " + zone + ", " + currency + ", tier " + tier
                + ", credit limit " + creditLimit + ", opened " + start + "\n");
        steps.forEach(step -> text.append("  ")
                .append(step.at())
                .append(' ')
                .append(step.step())
                .append('\n'));
        return text.toString();
    }
}
