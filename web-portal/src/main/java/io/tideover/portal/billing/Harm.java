package io.tideover.portal.billing;

import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.Upcoming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The first thing that will be taken away from an account, with all the resources it happens to at that instant.
 *
 * @param label what the phase is called, where all of them call it the same
 * @param nothingLostBefore whether nothing of the account is released until then
 */
record Harm(Instant at, Phase to, String label, boolean nothingLostBefore, List<Upcoming.Named> resources) {

    public int count() {
        return resources.size();
    }

    /** The first suspension or release among some resources; null where there is none. */
    static @Nullable Harm first(List<Upcoming> ahead, Predicate<Upcoming.Named> which) {
        Harm first = null;
        boolean lost = false;
        for (Upcoming each : ahead) {
            Phase to = each.to();
            List<Upcoming.Named> hit = each.resources().stream().filter(which).toList();
            if (!hit.isEmpty() && (to == Phase.RETENTION || to == Phase.RELEASED)) {
                if (first == null) {
                    first = new Harm(each.at(), to, each.label(), !lost, hit);
                } else if (first.at().equals(each.at()) && first.to() == to) {
                    first = first.and(each.label(), hit);
                }
            }
            lost |= to == Phase.RELEASED;
        }
        return first;
    }

    private Harm and(String other, List<Upcoming.Named> hit) {
        List<Upcoming.Named> all = new ArrayList<>(resources);
        all.addAll(hit);
        return new Harm(at, to, label.equals(other) ? label : "Suspended", nothingLostBefore, all);
    }
}
