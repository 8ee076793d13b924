package io.tideover.message.event;

import java.util.List;

/** Is told of events in the transaction that stores them. */
@FunctionalInterface
public interface EventListener {

    /** Takes what was stored, in the order in which it happened; not empty. */
    void stored(List<Events.Stored> events);
}
