package io.tideover.portal.api;

import io.tideover.lifecycle.engine.PolicyDocument;
import io.tideover.lifecycle.engine.PolicyDocument.RemindersDocument;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads policy versions that come from outside: instants with any offset, and spans that end within what can be stored. */
public final class PolicyDrafts {

    private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2101-01-01T00:00:00Z");

    private static final RemindersDocument NO_REMINDERS = new RemindersDocument(null, null, null);

    private PolicyDrafts() {}

    /**
     * The draft with its values checked and its instant in UTC.
     *
     * @throws Refusal naming the field that is wrong
     */
    public static PolicyDocument checked(PolicyDocument draft, @Nullable String code) {
        RemindersDocument reminders = draft.reminders() == null ? NO_REMINDERS : draft.reminders();
        List<String> allowed = draft.allowedInRetention() == null ? List.of() : draft.allowedInRetention();
        Refusal.ofAll(
                () -> bounded("grace", draft.grace()),
                () -> bounded("retention", draft.retention()),
                () -> bounded("finalNoticeLead", draft.finalNoticeLead()),
                () -> bounded("reminders.expiry", reminders.expiry()),
                () -> bounded("reminders.suspension", reminders.suspension()),
                () -> bounded("reminders.release", reminders.release()),
                () -> allowed.forEach(operation -> Inputs.required("allowedInRetention", operation)),
                () -> Inputs.instant("activeFrom", draft.activeFrom()));
        Instant activeFrom = Inputs.instant("activeFrom", draft.activeFrom());
        return new PolicyDocument(
                code,
                draft.version(),
                draft.productCode(),
                draft.billingMode(),
                draft.tier(),
                draft.grace(),
                draft.retention(),
                draft.label(),
                draft.finalNoticeLead(),
                draft.chargedInRetention(),
                draft.reminders(),
                draft.allowedInRetention(),
                draft.denial(),
                activeFrom == null ? null : activeFrom.toString());
    }

    private static void bounded(String field, @Nullable List<String> spans) {
        if (spans != null) {
            spans.forEach(span -> bounded(field, Inputs.required(field, span)));
        }
    }

    private static void bounded(String field, @Nullable String span) {
        if (span == null) {
            return;
        }
        try {
            if (!Spans.add(START, Spans.parse(span), ZoneOffset.UTC).isAfter(END)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(field, "must be an ISO-8601 duration that is not negative");
        } catch (DateTimeException | ArithmeticException e) {
            throw Refusal.invalid(field, "must not be longer than 100 years");
        }
        throw Refusal.invalid(field, "must not be longer than 100 years");
    }
}
