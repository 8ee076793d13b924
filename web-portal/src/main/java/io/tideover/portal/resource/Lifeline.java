package io.tideover.portal.resource;

import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.engine.Resources.TransitionView;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.Percent;
import io.tideover.portal.page.Upcoming;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A resource's life as a line: its latest phases, today, and those to come. Widths follow time, but a phase that is short beside the
 * others stays wide enough to be seen.
 *
 * @param today where today is, in per cent
 * @param rescue how it would go on if what is owed were paid now; null where paying changes nothing
 * @param side on which side of its mark the word is written: {@code start}, {@code middle} or {@code end}, as SVG names them
 */
record Lifeline(
        List<Leg> legs, String today, String side, @Nullable Rescue rescue) {

    /**
     * From today on it is active.
     *
     * @param width in per cent
     * @param again when something else would take it away again; null where nothing in sight does
     */
    record Rescue(String width, @Nullable Instant again) {}

    /**
     * A phase on the line.
     *
     * @param until null where no end is known
     * @param left and width in per cent, as the other two
     * @param middle where its number stands
     * @param column where the words for it begin: all of them have the same width
     */
    record Leg(
            Phase phase,
            String label,
            Instant from,
            @Nullable Instant until,
            String left,
            String width,
            String middle,
            String column,
            boolean ahead,
            boolean current) {}

    private record Draft(
            Phase phase,
            String label,
            Instant from,
            @Nullable Instant until,
            boolean ahead,
            boolean current) {}

    private static final int MOST_PAST = 4;
    private static final double LEAST_SHARE = 0.12;

    static Lifeline of(
            ResourceView view,
            List<TransitionView> past,
            List<Upcoming> ahead,
            @Nullable List<Upcoming> ifPaid,
            Instant now) {
        List<Draft> drafts = new ArrayList<>();
        List<TransitionView> shown = past.subList(Math.max(0, past.size() - MOST_PAST), past.size());
        for (int i = 0; i < shown.size(); i++) {
            TransitionView each = shown.get(i);
            boolean last = i == shown.size() - 1;
            Instant until = last
                    ? ahead.isEmpty() ? null : ahead.getFirst().at()
                    : shown.get(i + 1).effectiveAt();
            drafts.add(new Draft(each.to(), label(each.to(), view), each.effectiveAt(), until, false, last));
        }
        for (int i = 0; i < ahead.size(); i++) {
            Upcoming each = ahead.get(i);
            Phase to = each.to() == null ? Phase.ACTIVE : each.to();
            drafts.add(new Draft(
                    to,
                    each.label().isEmpty() ? label(to, view) : each.label(),
                    each.at(),
                    i + 1 < ahead.size() ? ahead.get(i + 1).at() : null,
                    true,
                    false));
        }
        return placed(drafts, ifPaid, now);
    }

    private static String label(Phase phase, ResourceView view) {
        return phase == Phase.RETENTION ? view.policy().label() : phase.name();
    }

    private static Lifeline placed(List<Draft> drafts, @Nullable List<Upcoming> ifPaid, Instant now) {
        Instant again = ifPaid == null ? null : again(ifPaid, now);
        double[] shares = new double[drafts.size()];
        double longest = 1;
        for (int i = 0; i < shares.length; i++) {
            Draft draft = drafts.get(i);
            Instant end = draft.until() == null ? now : draft.until();
            // the root keeps a year beside a week readable
            shares[i] =
                    Math.sqrt(Math.max(0, Duration.between(draft.from(), end).toMinutes()));
            longest = Math.max(longest, shares[i]);
        }
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = Math.max(shares[i], longest * LEAST_SHARE * 2);
            sum += shares[i];
        }
        List<Leg> legs = new ArrayList<>();
        double left = 0;
        double today = 100;
        double lost = 100;
        for (int i = 0; i < shares.length; i++) {
            Draft draft = drafts.get(i);
            double width = shares[i] / sum * 100;
            if (draft.current()) {
                Instant end = draft.until() == null ? now : draft.until();
                double whole = Math.max(1, Duration.between(draft.from(), end).toMinutes());
                double gone = Math.clamp(Duration.between(draft.from(), now).toMinutes() / whole, 0, 1);
                today = left
                        + width * (draft.until() == null && !drafts.getLast().equals(draft) ? 1 : gone);
            }
            if (again != null && draft.until() != null && !again.isBefore(draft.from())) {
                double whole = Math.max(
                        1, Duration.between(draft.from(), draft.until()).toMinutes());
                lost = left
                        + width
                                * Math.min(
                                        1, Duration.between(draft.from(), again).toMinutes() / whole);
            }
            legs.add(new Leg(
                    draft.phase(),
                    draft.label(),
                    draft.from(),
                    draft.until(),
                    Percent.of(left),
                    Percent.of(width),
                    Percent.of(left + width / 2),
                    Percent.of(100.0 * i / shares.length),
                    draft.ahead(),
                    draft.current()));
            left += width;
        }
        return new Lifeline(
                List.copyOf(legs),
                Percent.of(today),
                today < 10 ? "start" : today > 90 ? "end" : "middle",
                ifPaid == null ? null : new Rescue(Percent.of(Math.max(0, lost - today)), again));
    }

    private static @Nullable Instant again(List<Upcoming> ifPaid, Instant now) {
        return ifPaid.stream()
                .map(Upcoming::at)
                .filter(at -> at.isAfter(now))
                .findFirst()
                .orElse(null);
    }
}
