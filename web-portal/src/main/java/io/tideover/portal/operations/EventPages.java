package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.message.event.Event;
import io.tideover.message.event.EventFeed;
import io.tideover.message.event.EventSettings;
import io.tideover.portal.page.PageController;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Operations > Product events: freezes and releases that no product has acknowledged in time (D10). */
@PageController
class EventPages {

    /** The oldest: what keeps a product from acknowledging one keeps it from all that follow. */
    private static final int ROWS = 50;

    private final EventFeed feed;
    private final EventSettings settings;
    private final Accounts accounts;

    EventPages(EventFeed feed, EventSettings settings, Accounts accounts) {
        this.feed = feed;
        this.settings = settings;
        this.accounts = accounts;
    }

    @GetMapping("/operations/events")
    String events(Model model) {
        List<Event> late = feed.unacknowledged(settings.acknowledgeWithin(), ROWS + 1);
        model.addAttribute("events", late.stream().limit(ROWS).toList());
        model.addAttribute("more", late.size() > ROWS);
        model.addAttribute(
                "accounts", accounts.names(late.stream().map(Event::accountId).collect(Collectors.toSet())));
        return "operations/events";
    }
}
