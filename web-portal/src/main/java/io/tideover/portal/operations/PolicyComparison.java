package io.tideover.portal.operations;

import io.tideover.lifecycle.policy.Policy;
import io.tideover.portal.page.Show;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.threeten.extra.PeriodDuration;

/** Two versions of a policy side by side, what differs marked. */
record PolicyComparison(List<Row> rows) {

    /**
     * One field.
     *
     * @param label key of what it is called
     * @param before null where there is no version before
     */
    record Row(String label, @Nullable String before, String after) {

        public boolean changed() {
            return before != null && !before.equals(after);
        }
    }

    static PolicyComparison of(@Nullable Policy before, Policy after, Show show) {
        List<Row> rows = new ArrayList<>();
        Function<List<PeriodDuration>, String> spans = list -> list.isEmpty()
                ? show.message("span.none")
                : list.stream().map(show::span).reduce((a, b) -> a + ", " + b).orElse("");
        add(rows, "policy.grace", before, after, policy -> show.span(policy.grace()));
        add(rows, "policy.retention", before, after, policy -> show.span(policy.retention()));
        add(rows, "policy.label", before, after, Policy::label);
        add(rows, "policy.lead", before, after, policy -> show.span(policy.finalNoticeLead()));
        add(rows, "policy.charged", before, after, policy -> show.message(policy.chargedInRetention() ? "yes" : "no"));
        add(
                rows,
                "policy.reminders.expiry",
                before,
                after,
                policy -> spans.apply(policy.reminders().expiry()));
        add(
                rows,
                "policy.reminders.suspension",
                before,
                after,
                policy -> spans.apply(policy.reminders().suspension()));
        add(
                rows,
                "policy.reminders.release",
                before,
                after,
                policy -> spans.apply(policy.reminders().release()));
        add(
                rows,
                "policy.allowed",
                before,
                after,
                policy -> policy.allowedInRetention().isEmpty()
                        ? show.message("span.none")
                        : policy.allowedInRetention().stream()
                                .sorted()
                                .map(operation -> show.message("operation." + operation))
                                .reduce((a, b) -> a + ", " + b)
                                .orElse(""));
        add(rows, "policy.denial.code", before, after, policy -> policy.denial().code());
        add(
                rows,
                "policy.denial.message",
                before,
                after,
                policy -> policy.denial().message());
        add(
                rows,
                "policy.from",
                before,
                after,
                policy -> policy.activeFrom().equals(Instant.EPOCH)
                        ? show.message("policy.from-start")
                        : show.exact(policy.activeFrom()));
        return new PolicyComparison(List.copyOf(rows));
    }

    /** How many fields differ. */
    public long changes() {
        return rows.stream().filter(Row::changed).count();
    }

    private static void add(
            List<Row> rows, String label, @Nullable Policy before, Policy after, Function<Policy, String> value) {
        rows.add(new Row(
                label,
                before == null ? null : Objects.requireNonNull(value.apply(before)),
                Objects.requireNonNull(value.apply(after))));
    }
}
