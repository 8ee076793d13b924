package io.tideover.portal.billing;

import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.Upcoming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The first thing that will be taken away from an account, with all the resources it happens to at that instant.
 *
 * @param label what the phase is called, where all of them call it the same
 */
record Harm(Instant at, Phase to, String label, List<Upcoming.Named> resources) {

    public int count() {
        return resources.size();
    }

    /** The first suspension or release among some resources; null where there is none. */
    static @Nullable Harm first(List<Upcoming> ahead, LongPredicate which) {
        Harm first = null;
        for (Upcoming each : ahead) {
            Phase to = each.to();
            List<Upcoming.Named> hit = each.resources().stream()
                    .filter(named -> which.test(named.id()))
                    .toList();
            if (hit.isEmpty() || (to != Phase.RETENTION && to != Phase.RELEASED)) {
                continue;
            }
            if (first == null) {
                first = new Harm(each.at(), to, each.label(), hit);
            } else if (first.at().equals(each.at()) && first.to() == to) {
                List<Upcoming.Named> all = new ArrayList<>(first.resources());
                all.addAll(hit);
                first = new Harm(first.at(), to, first.label().equals(each.label()) ? each.label() : "Suspended", all);
            }
        }
        return first;
    }
}
