package io.tideover.portal.billing;

import io.tideover.lifecycle.engine.FundsHistory.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.joda.money.Money;

/**
 * When funds have fallen below the thresholds lately: what the alert would have told had it been on with these. Told as it is told then:
 * once for a dip, by the lowest threshold, and not while the account is in arrears (B1 to B3).
 *
 * @param dips the latest first; one that began before the time looked back on is not among them
 * @param below whether funds were below a threshold at any time, while nothing was owed
 * @param inArrears whether they were below one while money was owed, when overdue notices speak instead
 */
record AlertLately(List<Dip> dips, boolean below, boolean inArrears) {

    /** A fall below a threshold. */
    record Dip(Instant at, Money threshold, Money funds) {}

    static AlertLately of(List<Point> points, List<Money> thresholds) {
        List<Money> lowestFirst =
                thresholds.stream().sorted(Comparator.naturalOrder()).toList();
        List<Dip> dips = new ArrayList<>();
        Set<Money> below = new HashSet<>();
        boolean first = true;
        boolean ever = false;
        boolean silent = false;
        for (Point point : points) {
            Money lowest = null;
            for (Money threshold : lowestFirst) {
                if (!point.availableFunds().isLessThan(threshold)) {
                    below.remove(threshold);
                } else if (point.arrears().isPositive()) {
                    silent = true;
                } else if (below.add(threshold) && lowest == null) {
                    lowest = threshold;
                }
            }
            ever |= !below.isEmpty();
            if (lowest != null && !first) {
                dips.add(new Dip(point.at(), lowest, point.availableFunds()));
            }
            first = false;
        }
        return new AlertLately(List.copyOf(dips.reversed()), ever, silent);
    }
}
