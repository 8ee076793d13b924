package io.tideover.message.notice;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The resources that a notice, and no newer one, speaks of; of a superseded one those it would have spoken of (T4). There may be a
 * hundred thousand of them, so that only the most urgent are named, and the rest are counted by what the notice's words depend on.
 *
 * @param first the first {@link #MOST} by deadline; those without one come last
 * @param kinds how many there are of each kind, all of them counted
 */
public record NamedResources(List<ResourceLine> first, Map<Kind, Integer> kinds) {

    /**
     * Resources that are alike in what is said of them.
     *
     * @param label what their policies call RETENTION, or null where they are under none
     * @param prepaid renewing brings them back, settling arrears alone does not
     * @param changesFirst none changes before them, and these change at the same instant into the same phase
     * @param dated whether it is known when they change
     */
    public record Kind(@Nullable String label, boolean prepaid, boolean changesFirst, boolean dated) {}

    /** Resources that are named; the rest are counted. */
    public static final int MOST = 50;

    static final NamedResources NONE = new NamedResources(List.of(), Map.of());

    /** What a notice names where all of it is at hand. */
    public static NamedResources of(List<ResourceLine> all) {
        if (all.isEmpty()) {
            return NONE;
        }
        List<ResourceLine> sorted = all.stream()
                .sorted(Comparator.comparing(ResourceLine::deadline, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
        ResourceLine first = sorted.getFirst();
        Map<Kind, Integer> kinds = new LinkedHashMap<>();
        for (ResourceLine line : sorted) {
            boolean changesFirst =
                    Objects.equals(line.deadline(), first.deadline()) && line.becomes() == first.becomes();
            kinds.merge(new Kind(line.label(), line.prepaid(), changesFirst, line.deadline() != null), 1, Integer::sum);
        }
        return new NamedResources(sorted.stream().limit(MOST).toList(), kinds);
    }

    /** The same with other deadlines of those that are named; where there are more, what changes first is counted as before. */
    NamedResources naming(Map<Long, Instant> deadlines) {
        NamedResources named = of(first.stream()
                .map(line -> line.at(deadlines.getOrDefault(line.resourceId(), line.deadline())))
                .toList());
        return more() == 0 ? named : new NamedResources(named.first(), kinds);
    }

    public boolean isEmpty() {
        return first.isEmpty();
    }

    public int count() {
        return count(kind -> true);
    }

    /** How many are not named. */
    public int more() {
        return count() - first.size();
    }

    /** The earliest of their deadlines, or null where none has one. */
    public @Nullable Instant deadline() {
        return isEmpty() ? null : first.getFirst().deadline();
    }

    /** How many change first, and alike. */
    public int changeFirst() {
        return count(Kind::changesFirst);
    }

    /** How many change later than the first, at an instant that is known. */
    public int changeLater() {
        return count(kind -> !kind.changesFirst() && kind.dated());
    }

    /** How many change at no fixed time, unlike the first. */
    public int undated() {
        return count(kind -> !kind.changesFirst() && !kind.dated());
    }

    /** Whether what happens next happens to all of them alike. */
    public boolean changeTogether() {
        return changeFirst() == count();
    }

    /** Whether any of them is paid for ahead. */
    public boolean anyPrepaid() {
        return count(Kind::prepaid) > 0;
    }

    /** Whether any of them is paid for as it is used. */
    public boolean anyPostpaid() {
        return count(kind -> !kind.prepaid()) > 0;
    }

    private int count(Predicate<Kind> which) {
        return kinds.entrySet().stream()
                .filter(each -> which.test(each.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
