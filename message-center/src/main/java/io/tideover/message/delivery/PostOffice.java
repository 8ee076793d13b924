package io.tideover.message.delivery;

import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcements;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.message.event.Events;
import io.tideover.message.notice.Notices;
import io.tideover.message.routing.Destination;
import io.tideover.message.routing.Router;
import io.tideover.message.routing.Routing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.springframework.stereotype.Service;

/**
 * Takes what the lifecycle announces, inside its transaction: stores notices, deliveries by the routing in force, and events (D1). The
 * number of statements does not depend on how many accounts a batch has.
 */
@Service
class PostOffice implements Announcements {

    private final Notices notices;
    private final Routing routing;
    private final Deliveries deliveries;
    private final Events events;

    PostOffice(Notices notices, Routing routing, Deliveries deliveries, Events events) {
        this.notices = notices;
        this.routing = routing;
        this.deliveries = deliveries;
        this.events = events;
    }

    @Override
    public void announce(List<Announcement> batch) {
        Map<Long, List<Integer>> ended = new HashMap<>();
        Map<Long, Announcement> byAccount = new HashMap<>();
        List<Notices.Entry> entries = new ArrayList<>();
        for (Announcement announcement : batch) {
            byAccount.put(announcement.accountId(), announcement);
            if (!announcement.endedSpells().isEmpty()) {
                ended.put(announcement.accountId(), announcement.endedSpells());
            }
            announcement.notices().forEach(notice -> entries.add(new Notices.Entry(notice, announcement.recordedAt())));
            announcement
                    .portions()
                    .completed()
                    .forEach(notice -> entries.add(Notices.Entry.inParts(notice, announcement.recordedAt())));
        }
        notices.storeParts(batch);
        deliveries.endSpells(ended);
        if (!entries.isEmpty()) {
            send(notices.store(entries), byAccount, ended);
        }
        events.store(batch);
    }

    private void send(List<Notice> stored, Map<Long, Announcement> byAccount, Map<Long, List<Integer>> ended) {
        TreeSet<Long> accounts = new TreeSet<>();
        stored.forEach(notice -> accounts.add(notice.accountId()));
        if (accounts.isEmpty()) {
            return;
        }
        Map<Long, Router> routers = routing.of(accounts);
        List<Deliveries.Draft> drafts = new ArrayList<>();
        for (Notice notice : stored) {
            Announcement announcement = Objects.requireNonNull(byAccount.get(notice.accountId()));
            Router router = Objects.requireNonNull(routers.get(notice.accountId()));
            // a spell that began and ended within one run, or while resources followed: nothing about it is left to be
            // sent (D2)
            boolean over = notice.spell() != 0
                    && (ended.getOrDefault(notice.accountId(), List.of()).contains(notice.spell())
                            || announcement.portions().endedMeanwhile().contains(notice.spell()));
            for (Destination to : router.route(notice.stage().type())) {
                drafts.add(new Deliveries.Draft(
                        notice.accountId(),
                        notice.id(),
                        notice.spell(),
                        notice.superseded() || over,
                        announcement.clockId(),
                        announcement.recordedAt(),
                        to));
            }
        }
        deliveries.insert(drafts);
    }
}
