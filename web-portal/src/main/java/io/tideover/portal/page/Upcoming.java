package io.tideover.portal.page;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that will happen to one or more resources, or to the account, at one instant.
 *
 * @param to the phase entered, for transitions
 * @param stage what is told, for notices
 * @param label what the phase entered is called
 * @param bill what falls due
 */
public record Upcoming(
        Instant at,
        Timelines.Kind kind,
        @Nullable Phase from,
        @Nullable Phase to,
        @Nullable Stage stage,
        String label,
        @Nullable Bill bill,
        List<Named> resources) {

    /**
     * A resource by its name.
     *
     * @param label what its RETENTION is called
     */
    public record Named(long id, String name, boolean payAsYouGo, String label) {}

    public int count() {
        return resources.size();
    }

    public boolean isTransition() {
        return kind == Timelines.Kind.TRANSITION;
    }
}
