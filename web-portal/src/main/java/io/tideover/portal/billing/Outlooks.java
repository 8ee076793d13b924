package io.tideover.portal.billing;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.portal.page.Rehearsals;
import io.tideover.portal.page.Upcoming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What is ahead of an account if nothing is paid, with what happens to several resources at one instant told as one. An account with
 * more resources than can be rehearsed while somebody waits is shown by the deadlines of those that change first.
 */
@Service
class Outlooks {

    private static final int SOONEST = 500;
    private static final String SUSPENDED = "Suspended";

    private record Key(
            Instant at,
            Timelines.Kind kind,
            @Nullable Phase from,
            @Nullable Phase to,
            @Nullable Stage stage,
            String label,
            @Nullable Bill bill) {}

    /**
     * What is ahead.
     *
     * @param whole whether all of it is there: where not, notices and bills are left out, and so are resources beyond the first
     */
    record Ahead(List<Upcoming> items, boolean whole) {}

    private final Timelines timelines;
    private final Resources resources;
    private final Rehearsals rehearsals;

    Outlooks(Timelines timelines, Resources resources, Rehearsals rehearsals) {
        this.timelines = timelines;
        this.resources = resources;
        this.rehearsals = rehearsals;
    }

    Ahead ahead(long accountId, Instant now, Instant until) {
        return rehearsals.canBeAwaited(accountId)
                ? new Ahead(rehearsed(timelines.timeline(accountId, until), now), true)
                : new Ahead(stored(accountId, now, until), false);
    }

    /** What would be ahead if just what is owed were paid now. Only where {@link #ahead} shows all. */
    List<Upcoming> ifPaid(long accountId, Instant now, Instant until) {
        return rehearsed(timelines.timelineIfArrearsWerePaid(accountId, until), now);
    }

    private List<Upcoming> stored(long accountId, Instant now, Instant until) {
        Map<Key, List<Upcoming.Named>> groups = new LinkedHashMap<>();
        for (Resources.ResourceView view : resources.soonest(accountId, SOONEST)) {
            var next = view.next();
            if (next != null && !next.at().isBefore(now) && !next.at().isAfter(until)) {
                Resource resource = view.resource();
                groups.computeIfAbsent(
                                new Key(
                                        next.at(),
                                        Timelines.Kind.TRANSITION,
                                        resource.phase(),
                                        next.phase(),
                                        null,
                                        next.phase() == Phase.RETENTION
                                                ? view.policy().label()
                                                : "",
                                        null),
                                key -> new ArrayList<>())
                        .add(named(resource));
            }
        }
        return upcoming(groups).stream()
                .sorted(Comparator.comparing(Upcoming::at))
                .toList();
    }

    private static List<Upcoming> rehearsed(Timelines.Timeline timeline, Instant now) {
        Map<Key, List<Upcoming.Named>> groups = new LinkedHashMap<>();
        for (Timelines.Item item : timeline.items()) {
            if (item.at().isBefore(now)) {
                continue;
            }
            Resource resource =
                    item.resourceId() == null ? null : timeline.resources().get(item.resourceId());
            Bill bill = item.billId() == null ? null : timeline.bills().get(item.billId());
            List<Upcoming.Named> named = groups.computeIfAbsent(
                    new Key(item.at(), item.kind(), item.from(), item.to(), item.stage(), label(item, resource), bill),
                    key -> new ArrayList<>());
            if (resource != null) {
                named.add(named(resource));
            }
        }
        return upcoming(groups);
    }

    private static String label(Timelines.Item item, @Nullable Resource resource) {
        if (item.to() != Phase.RETENTION) {
            return "";
        }
        return resource == null ? SUSPENDED : retentionOf(resource);
    }

    private static String retentionOf(Resource resource) {
        Episode episode = resource.episode();
        return episode == null ? SUSPENDED : episode.policy().label();
    }

    private static Upcoming.Named named(Resource resource) {
        return new Upcoming.Named(resource.id(), resource.name(), resource.isPayAsYouGo(), retentionOf(resource));
    }

    private static List<Upcoming> upcoming(Map<Key, List<Upcoming.Named>> groups) {
        return groups.entrySet().stream()
                .map(group -> new Upcoming(
                        group.getKey().at(),
                        group.getKey().kind(),
                        group.getKey().from(),
                        group.getKey().to(),
                        group.getKey().stage(),
                        group.getKey().label(),
                        group.getKey().bill(),
                        List.copyOf(group.getValue())))
                .toList();
    }
}
