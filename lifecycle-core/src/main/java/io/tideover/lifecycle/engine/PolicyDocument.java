package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Denial;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Reminders;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.threeten.extra.PeriodDuration;

/**
 * A policy version as text: in the built-in data file, in the database and in the API. Reading one checks it and names the field that
 * is wrong.
 */
public record PolicyDocument(
        @Nullable String code,
        @Nullable Integer version,
        @Nullable String productCode,
        @Nullable String billingMode,
        @Nullable String tier,
        @Nullable String grace,
        @Nullable String retention,
        @Nullable String label,
        @Nullable String finalNoticeLead,
        @Nullable Boolean chargedInRetention,
        @Nullable RemindersDocument reminders,
        @Nullable List<String> allowedInRetention,
        @Nullable DenialDocument denial,
        @Nullable String activeFrom) {

    /** Reminders as ISO-8601 durations before the deadline. */
    public record RemindersDocument(
            @Nullable List<String> expiry,
            @Nullable List<String> suspension,
            @Nullable List<String> release) {}

    /** A denial's code and message template. */
    public record DenialDocument(
            @Nullable String code, @Nullable String message) {}

    private static final int MOST_REMINDERS = 20;

    public static PolicyDocument of(Policy policy) {
        return new PolicyDocument(
                policy.code(),
                policy.version(),
                policy.productCode(),
                policy.billingMode().name(),
                policy.tier(),
                text(policy.grace()),
                policy.retention() == null ? null : text(policy.retention()),
                policy.label(),
                text(policy.finalNoticeLead()),
                policy.chargedInRetention(),
                new RemindersDocument(
                        texts(policy.reminders().expiry()),
                        texts(policy.reminders().suspension()),
                        texts(policy.reminders().release())),
                policy.allowedInRetention().stream().map(Enum::name).sorted().toList(),
                new DenialDocument(policy.denial().code(), policy.denial().message()),
                policy.activeFrom().toString());
    }

    /**
     * The policy this describes.
     *
     * @throws Refusal naming the field that is wrong
     */
    public Policy toPolicy(long id) {
        RemindersDocument given = reminders == null ? new RemindersDocument(null, null, null) : reminders;
        DenialDocument said = denial == null ? new DenialDocument(null, null) : denial;
        Refusal.ofAll(
                () -> text("code", code, 64),
                () -> blankToNull(productCode, 64, "productCode"),
                () -> constant("billingMode", BillingMode.class, billingMode),
                () -> blankToNull(tier, 32, "tier"),
                () -> span("grace", grace),
                () -> text("label", label, 64),
                () -> text("denial.code", said.code(), 64),
                () -> text("denial.message", said.message(), 1000));
        return new Policy(
                id,
                text("code", code, 64),
                version == null ? 1 : version,
                blankToNull(productCode, 64, "productCode"),
                constant("billingMode", BillingMode.class, billingMode),
                blankToNull(tier, 32, "tier"),
                span("grace", grace),
                retention == null ? null : span("retention", retention),
                text("label", label, 64),
                finalNoticeLead == null ? PeriodDuration.parse("P1D") : span("finalNoticeLead", finalNoticeLead),
                chargedInRetention != null && chargedInRetention,
                new Reminders(
                        spans("reminders.expiry", given.expiry()),
                        spans("reminders.suspension", given.suspension()),
                        spans("reminders.release", given.release())),
                operations(),
                new Denial(text("denial.code", said.code(), 64), text("denial.message", said.message(), 1000)),
                instant());
    }

    private Set<Operation> operations() {
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        if (allowedInRetention != null) {
            for (String name : allowedInRetention) {
                operations.add(constant("allowedInRetention", Operation.class, name));
            }
        }
        return operations;
    }

    private Instant instant() {
        if (activeFrom == null) {
            throw Refusal.invalid("activeFrom", "is required");
        }
        try {
            return Instant.parse(activeFrom);
        } catch (DateTimeException e) {
            throw Refusal.invalid("activeFrom", "must be an RFC 3339 instant");
        }
    }

    private static PeriodDuration span(String field, @Nullable String text) {
        if (text == null) {
            throw Refusal.invalid(field, "is required");
        }
        try {
            return Spans.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, "must be an ISO-8601 duration that is not negative");
        }
    }

    private static List<PeriodDuration> spans(String field, @Nullable List<String> texts) {
        if (texts == null) {
            return List.of();
        }
        if (texts.size() > MOST_REMINDERS) {
            throw Refusal.invalid(field, "has at most {} reminders", MOST_REMINDERS);
        }
        return texts.stream().map(text -> span(field, text)).toList();
    }

    private static <E extends Enum<E>> E constant(String field, Class<E> type, @Nullable String name) {
        try {
            return Enum.valueOf(type, name == null ? "" : name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, "must be one of {}", EnumSet.allOf(type));
        }
    }

    private static String text(String field, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid(field, "is required");
        }
        if (value.length() > most) {
            throw Refusal.invalid(field, "has at most {} characters", most);
        }
        return value;
    }

    private static @Nullable String blankToNull(@Nullable String value, int most, String field) {
        return value == null || value.isBlank() ? null : text(field, value, most);
    }

    private static List<String> texts(List<PeriodDuration> spans) {
        return spans.stream().map(PolicyDocument::text).toList();
    }

    private static String text(PeriodDuration span) {
        // "P0D" reads better than the library's "PT0S"
        return span.isZero() ? "P0D" : span.toString();
    }
}
