package io.tideover.lifecycle.account;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** An account's balance alert: up to five thresholds, lowest first. */
public final class BalanceAlert {

    public static final int MOST_THRESHOLDS = 5;

    /** How many times a BALANCE_LOW is sent in all where the account says nothing else (B2). */
    public static final int DEFAULT_REPEATS = 3;

    private boolean enabled;
    private int repeats;
    private final List<Threshold> thresholds;
    private boolean changed;

    public BalanceAlert(boolean enabled, int repeats, List<Threshold> thresholds) {
        this.enabled = enabled;
        this.repeats = repeats;
        this.thresholds = new ArrayList<>(thresholds);
        sort();
    }

    public boolean enabled() {
        return enabled;
    }

    public int repeats() {
        return repeats;
    }

    public List<Threshold> thresholds() {
        return List.copyOf(thresholds);
    }

    public boolean changed() {
        return changed;
    }

    /**
     * New settings. A threshold of an amount that was there keeps what it has said, and falls silent where that is all it may say
     * now; any other is a new one (B2).
     */
    public void set(boolean on, int repeatsInAll, List<Money> amounts) {
        List<Threshold> kept = new ArrayList<>();
        for (Money amount : amounts) {
            kept.add(thresholds.stream()
                    .filter(threshold -> on && enabled && threshold.amount().equals(amount))
                    .findFirst()
                    .map(threshold -> threshold.sent() < repeatsInAll ? threshold : threshold.silenced())
                    .orElseGet(() -> Threshold.armed(amount)));
        }
        enabled = on;
        repeats = repeatsInAll;
        thresholds.clear();
        thresholds.addAll(kept);
        sort();
        changed = true;
    }

    public void replace(Threshold threshold) {
        for (int i = 0; i < thresholds.size(); i++) {
            if (thresholds.get(i).amount().equals(threshold.amount())
                    && !thresholds.get(i).equals(threshold)) {
                thresholds.set(i, threshold);
                changed = true;
            }
        }
    }

    /** The next repeat due; null where all are silent. */
    public @Nullable Instant nextRepeatAt() {
        Instant next = null;
        for (Threshold threshold : thresholds) {
            Instant at = threshold.nextRepeatAt();
            if (at != null && (next == null || at.isBefore(next))) {
                next = at;
            }
        }
        return next;
    }

    private void sort() {
        thresholds.sort(Comparator.comparing(Threshold::amount));
    }
}
