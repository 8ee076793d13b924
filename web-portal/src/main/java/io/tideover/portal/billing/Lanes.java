package io.tideover.portal.billing;

import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.Upcoming;
import java.math.BigDecimal;
import java.math.RoundingMode;
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
     * @param until null where it lasts beyond what is shown
     * @param left and width in per cent of the lane
     * @param wide whether its name has room in it
     */
    record Leg(Phase phase, Instant from, @Nullable Instant until, String left, String width, boolean wide) {}

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
        Map<Upcoming.Named, List<Upcoming>> unpaid = changes(ahead);
        Map<Upcoming.Named, List<Upcoming>> paid = ifPaid == null ? unpaid : changes(ifPaid);
        List<Lane> lanes = unpaid.entrySet().stream()
                .limit(MOST)
                .map(entry -> {
                    Phase present = span.present(entry.getValue());
                    List<Leg> legs = span.legs(present, entry.getValue());
                    List<Leg> other = span.legs(present, paid.getOrDefault(entry.getKey(), List.of()));
                    return new Lane(
                            entry.getKey().id(), entry.getKey().name(), legs, other.equals(legs) ? List.of() : other);
                })
                .toList();
        return new Lanes(lanes, unpaid.size() - lanes.size(), span.ticks(zone));
    }

    private static Map<Upcoming.Named, List<Upcoming>> changes(List<Upcoming> ahead) {
        Map<Upcoming.Named, List<Upcoming>> changes = new LinkedHashMap<>();
        for (Upcoming each : ahead) {
            if (each.isTransition()) {
                each.resources()
                        .forEach(named -> changes.computeIfAbsent(named, key -> new ArrayList<>())
                                .add(each));
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

        List<Leg> legs(Phase present, List<Upcoming> changes) {
            List<Leg> legs = new ArrayList<>();
            Phase phase = present;
            Instant from = now;
            for (Upcoming change : changes) {
                if (change.at().isAfter(from)) {
                    legs.add(leg(phase, from, change.at()));
                    from = change.at();
                }
                phase = change.to() == null ? phase : change.to();
            }
            legs.add(leg(phase, from, null));
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
                ticks.add(new Tick(at, percent(share(at))));
            }
            return List.copyOf(ticks);
        }

        private Leg leg(Phase phase, Instant from, @Nullable Instant end) {
            double left = share(from);
            double width = share(end == null ? until : end) - left;
            return new Leg(phase, from, end, percent(left), percent(width), width >= ROOM);
        }

        private double share(Instant at) {
            double whole = Math.max(1, Duration.between(now, until).toMinutes());
            return Math.clamp(Duration.between(now, at).toMinutes() / whole, 0, 1) * 100;
        }

        private static String percent(double value) {
            return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).toPlainString() + "%";
        }
    }
}
