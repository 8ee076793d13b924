package io.tideover.portal.api;

import io.tideover.message.event.Event;
import io.tideover.message.event.EventFeed;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the events at places in the feed, which is all that readers of the feed know of them. */
@Component
class EventPositions {

    private final EventFeed feed;

    EventPositions(EventFeed feed) {
        this.feed = feed;
    }

    /** The ids of the events at these places; those of other accounts and of no event are left out. */
    List<Long> ids(NavigableSet<Long> positions, @Nullable Long accountId) {
        List<Long> ids = new ArrayList<>();
        Long next = positions.isEmpty() ? null : positions.first();
        while (next != null) {
            List<Event> events = feed.after(next - 1, accountId, EventFeed.MOST);
            events.stream()
                    .filter(event -> positions.contains(event.position()))
                    .map(Event::id)
                    .forEach(ids::add);
            next = events.isEmpty() ? null : positions.higher(events.getLast().position());
        }
        return ids;
    }
}
