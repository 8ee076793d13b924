package io.tideover.portal.page;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** A clock that a visitor may move on from the bar at the page's foot. */
public interface SimulatedTime {

    /** What the bar shows. */
    record Bar(Instant now, ZoneId zone) {}

    Optional<Bar> barFor(Visit visit);
}
