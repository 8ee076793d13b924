package io.tideover.portal.billing;

import io.tideover.portal.page.Show;
import io.tideover.portal.page.TypedAmount;
import io.tideover.portal.security.AuditLog.Detail;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A balance alert as its form holds it: up to five thresholds, blank ones not counting. */
public record AlertForm(
        @Nullable String enabled,
        @Nullable List<String> thresholds,
        @Nullable String repeats) {

    private static final int FIELDS = 5;

    public static AlertForm of(boolean enabled, List<Money> thresholds, int repeats, Show show) {
        return new AlertForm(
                enabled ? "on" : null, thresholds.stream().map(show::plain).toList(), Integer.toString(repeats));
    }

    public boolean on() {
        return enabled != null;
    }

    /** As many as the form has fields. */
    public List<String> fields() {
        List<String> fields = new ArrayList<>(thresholds == null ? List.of() : thresholds);
        while (fields.size() < FIELDS) {
            fields.add("");
        }
        return fields;
    }

    /**
     * The thresholds that are given.
     *
     * @param currency theirs, or null where it is not known
     */
    public List<String> given(@Nullable CurrencyUnit currency) {
        return fields().stream()
                .filter(field -> !field.isBlank())
                .map(field -> currency == null ? field.strip() : TypedAmount.plain(field, currency))
                .toList();
    }

    /** What the audit log says of it. */
    public Detail said(CurrencyUnit currency) {
        return on()
                ? Detail.words("audit.detail.alert-on", currency.getCode() + " " + String.join(", ", given(currency)))
                : Detail.words("audit.detail.alert-off");
    }

    /** Null where none is given; zero, which is refused, where it is no number. */
    public @Nullable Integer times() {
        if (repeats == null || repeats.isBlank()) {
            return null;
        }
        return repeats.strip().matches("[0-9]{1,4}") ? Integer.valueOf(repeats.strip()) : Integer.valueOf(0);
    }
}
