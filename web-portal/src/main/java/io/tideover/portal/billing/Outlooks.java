package io.tideover.portal.billing;

import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.portal.page.Rehearsals;
import io.tideover.portal.page.Upcoming;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * What is ahead of an account if nothing is paid, with what happens to several resources at one instant told as one. An account with
 * more resources than can be rehearsed while somebody waits is shown by the deadlines of those that change first.
 */
@Service
class Outlooks {

    private static final int LABELLED = 500;

    private record Key(
            Instant at,
            Timelines.Kind kind,
            @Nullable Phase from,
            @Nullable Phase to,
            @Nullable Stage stage,
            String label) {}

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
                ? new Ahead(rehearsed(accountId, now, until), true)
                : new Ahead(stored(accountId, now, until), false);
    }

    private List<Upcoming> stored(long accountId, Instant now, Instant until) {
        Map<Key, List<Upcoming.Named>> groups = new LinkedHashMap<>();
        for (Resources.ResourceView view : resources.soonest(accountId, LABELLED)) {
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
                                                : ""),
                                key -> new ArrayList<>())
                        .add(new Upcoming.Named(resource.id(), resource.name()));
            }
        }
        return upcoming(groups).stream()
                .sorted(Comparator.comparing(Upcoming::at))
                .toList();
    }

    private List<Upcoming> rehearsed(long accountId, Instant now, Instant until) {
        List<Timelines.Item> items = timelines.timeline(accountId, until).stream()
                .filter(item -> !item.at().isBefore(now))
                .toList();
        Set<Long> ids = items.stream()
                .map(Timelines.Item::resourceId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<Long, String> names = resources.names(accountId, ids);
        Map<Long, String> labels = new HashMap<>();
        if (items.stream().anyMatch(item -> item.to() == Phase.RETENTION)) {
            resources
                    .soonest(accountId, LABELLED)
                    .forEach(view ->
                            labels.put(view.resource().id(), view.policy().label()));
        }
        Map<Key, List<Upcoming.Named>> groups = new LinkedHashMap<>();
        for (Timelines.Item item : items) {
            Long id = item.resourceId();
            String label = item.to() == Phase.RETENTION
                    ? labels.getOrDefault(Objects.requireNonNullElse(id, 0L), "Suspended")
                    : "";
            List<Upcoming.Named> named = groups.computeIfAbsent(
                    new Key(item.at(), item.kind(), item.from(), item.to(), item.stage(), label),
                    key -> new ArrayList<>());
            if (id != null) {
                named.add(new Upcoming.Named(id, names.getOrDefault(id, Long.toString(id))));
            }
        }
        return upcoming(groups);
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
                        List.copyOf(group.getValue())))
                .toList();
    }
}
