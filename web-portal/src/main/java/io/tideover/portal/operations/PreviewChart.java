package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.PolicyVersions.Day;
import io.tideover.lifecycle.policy.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A preview as one small chart a phase: resources on each day under today's policy and under the draft, as two lines. */
record PreviewChart(List<Panel> panels) {

    /** The drawing's own units; the page stretches it. */
    static final int WIDTH = 300;

    static final int HEIGHT = 80;
    private static final int MARGIN = 3;

    /**
     * One phase.
     *
     * @param most the top of the drawing
     * @param today and draft: points of a line, left to right
     */
    record Panel(Phase phase, long most, String today, String draft, long lastToday, long lastDraft, boolean differs) {}

    static PreviewChart of(List<Day> days) {
        return new PreviewChart(Arrays.stream(Phase.values())
                .map(phase -> {
                    long most = Math.max(1, Math.max(most(days, phase, Day::today), most(days, phase, Day::draft)));
                    Day last = days.getLast();
                    return new Panel(
                            phase,
                            most,
                            points(days, phase, Day::today, most),
                            points(days, phase, Day::draft, most),
                            count(last.today(), phase),
                            count(last.draft(), phase),
                            days.stream().anyMatch(day -> count(day.today(), phase) != count(day.draft(), phase)));
                })
                .toList());
    }

    private static long most(List<Day> days, Phase phase, Function<Day, Map<Phase, Long>> which) {
        return days.stream()
                .mapToLong(day -> count(which.apply(day), phase))
                .max()
                .orElse(0);
    }

    private static String points(List<Day> days, Phase phase, Function<Day, Map<Phase, Long>> which, long most) {
        StringBuilder points = new StringBuilder();
        double step = (double) WIDTH / days.size();
        for (int i = 0; i < days.size(); i++) {
            double y = HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * count(which.apply(days.get(i)), phase) / most;
            // a day is a level, and what changes does so at once
            points.append(String.format(Locale.ROOT, "%.1f,%.1f %.1f,%.1f ", i * step, y, (i + 1) * step, y));
        }
        return points.toString().strip();
    }

    private static long count(Map<Phase, Long> counts, Phase phase) {
        return Objects.requireNonNullElse(counts.get(phase), 0L);
    }
}
