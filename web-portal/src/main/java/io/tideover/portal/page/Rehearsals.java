package io.tideover.portal.page;

import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.Phase;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Whether a page may rehearse an account while its visitor waits. */
@Component
public class Rehearsals {

    /** Rehearsing so many takes about a second; beyond, pages show the deadlines that are stored. */
    private static final long MOST_RESOURCES = 20_000;

    private final Resources resources;

    Rehearsals(Resources resources) {
        this.resources = resources;
    }

    public boolean canBeAwaited(long accountId) {
        Map<Phase, Long> counts = resources.countByPhase(accountId);
        return counts.entrySet().stream()
                        .filter(count -> count.getKey() != Phase.RELEASED)
                        .mapToLong(Map.Entry::getValue)
                        .sum()
                <= MOST_RESOURCES;
    }
}
