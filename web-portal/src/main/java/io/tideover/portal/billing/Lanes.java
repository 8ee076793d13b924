package io.tideover.portal.billing;

import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.Percent;
import io.tideover.portal.page.Upcoming;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The coming phases of the resources that change, side by side: a lane each, from now on, as they pass if nothing is paid and as they
 * would if what is owed were paid now.
 *
 * @param more resources that change and have no lane
 */
record Lanes(List<Lane> lanes, int more, List<Tick> ticks) {

    /**
     * A resource.
     *
     * @param paid empty where paying changes nothing
     */
    record Lane(long id, String name, List<Leg> unpaid, List<Leg> paid) {}

    /**
     * A phase on a lane.
     *
     * @param label what its policy calls RETENTION
     * @param until null where it lasts beyond what is shown
     * @param left and width in per cent of the lane
     * @param wide whether its name has room in it
     */
    record Leg(
            Phase phase,
            String label,
            Instant from,
            @Nullable Instant until,
            String left,
            String width,
            boolean wide) {}

    /** A day's beginning on the axis. */
    record Tick(Instant at, String left) {}

    private static final int MOST = 12;
    private static final int TICKS = 4;
    /** Per cent of the lane that a phase's name needs. */
    private static final double ROOM = 14;

    /**
     * Lanes of the resources that change first.
     *
     * @param ahead what happens if nothing is paid, in the order of time
     * @param ifPaid what happens if what is owed is paid now; null where nothing is owed
     * @param zone where the axis's days begin
     */
    static Lanes of(List<Upcoming> ahead, @Nullable List<Upcoming> ifPaid, Instant now, Instant until, ZoneId zone) {
        Span span = new Span(now, until);
        Map<Long, Upcoming.Named> named = new LinkedHashMap<>();
        Map<Long, List<Upcoming>> unpaid = changes(ahead, named);
        Map<Long, List<Upcoming>> paid = ifPaid == null ? unpaid : changes(ifPaid, new LinkedHashMap<>());
        List<Lane> lanes = named.values().stream()
                .limit(MOST)
                .map(each -> {
                    List<Upcoming> changes = unpaid.getOrDefault(each.id(), List.of());
                    Phase present = span.present(changes);
                    List<Leg> legs = span.legs(each.label(), present, changes);
                    List<Leg> other = span.legs(each.label(), present, paid.getOrDefault(each.id(), List.of()));
                    return new Lane(each.id(), each.name(), legs, other.equals(legs) ? List.of() : other);
                })
                .toList();
        return new Lanes(lanes, unpaid.size() - lanes.size(), span.ticks(zone));
    }

    /** @param named where the resources are noted, those that change first before the others */
    private static Map<Long, List<Upcoming>> changes(List<Upcoming> ahead, Map<Long, Upcoming.Named> named) {
        Map<Long, List<Upcoming>> changes = new LinkedHashMap<>();
        for (Upcoming each : ahead) {
            if (each.isTransition()) {
                for (Upcoming.Named resource : each.resources()) {
                    named.putIfAbsent(resource.id(), resource);
                    changes.computeIfAbsent(resource.id(), key -> new ArrayList<>())
                            .add(each);
                }
            }
        }
        return changes;
    }

    /** What the lanes show, from now on. */
    private record Span(Instant now, Instant until) {

        Phase present(List<Upcoming> changes) {
            Phase from = changes.getFirst().from();
            return from == null ? Phase.ACTIVE : from;
        }

        List<Leg> legs(String label, Phase present, List<Upcoming> changes) {
            List<Leg> legs = new ArrayList<>();
            Phase phase = present;
            Instant from = now;
            for (Upcoming change : changes) {
                if (change.at().isAfter(from)) {
                    legs.add(leg(phase, label, from, change.at()));
                    from = change.at();
                }
                phase = change.to() == null ? phase : change.to();
            }
            legs.add(leg(phase, label, from, null));
            return List.copyOf(legs);
        }

        List<Tick> ticks(ZoneId zone) {
            long days = Math.max(1, Duration.between(now, until).toDays() / (TICKS + 1));
            List<Tick> ticks = new ArrayList<>();
            for (int i = 1; i <= TICKS; i++) {
                Instant at = now.atZone(zone)
                        .toLocalDate()
                        .plusDays(days * i)
                        .atStartOfDay(zone)
                        .toInstant();
                ticks.add(new Tick(at, Percent.of(share(at))));
            }
            return List.copyOf(ticks);
        }

        private Leg leg(Phase phase, String label, Instant from, @Nullable Instant end) {
            double left = share(from);
            double width = share(end == null ? until : end) - left;
            return new Leg(phase, label, from, end, Percent.of(left), Percent.of(width), width >= ROOM);
        }

        private double share(Instant at) {
            double whole = Math.max(1, Duration.between(now, until).toMinutes());
            return Math.clamp(Duration.between(now, at).toMinutes() / whole, 0, 1) * 100;
        }
    }
}
