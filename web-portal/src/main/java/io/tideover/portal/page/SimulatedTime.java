package io.tideover.portal.page;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A clock that a visitor may move on from the bar at the page's foot. */
public interface SimulatedTime {

    /**
     * What the bar shows.
     *
     * @param target where the clock is on its way to; null where it stands
     */
    record Bar(Instant now, ZoneId zone, @Nullable Instant target) {}

    Optional<Bar> barFor(Visit visit);
}
