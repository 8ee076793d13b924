package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.PolicyDocument;
import io.tideover.lifecycle.engine.PolicyDocument.DenialDocument;
import io.tideover.lifecycle.engine.PolicyDocument.RemindersDocument;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy version as its form holds it: texts as they were typed, under the names that refusals use. */
record PolicyForm(
        @Nullable String code,
        @Nullable String productCode,
        @Nullable String billingMode,
        @Nullable String tier,
        @Nullable String grace,
        @Nullable String retention,
        @Nullable String label,
        @Nullable String finalNoticeLead,
        @Nullable String chargedInRetention,
        @Nullable RemindersForm reminders,
        @Nullable List<String> allowedInRetention,
        @Nullable DenialForm denial,
        @Nullable String activeFrom) {

    /** Reminders before a deadline, separated by commas. */
    record RemindersForm(
            @Nullable String expiry,
            @Nullable String suspension,
            @Nullable String release) {}

    /** What a denied caller is told. */
    record DenialForm(@Nullable String code, @Nullable String message) {}

    private static final String USUAL_REMINDERS = "P7D, P3D, P1D";
    private static final Pattern SEPARATORS = Pattern.compile("[,;\\s]+");
    /** What a browser's field for a date and a time sends. */
    private static final Pattern WITHOUT_ZONE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?");

    /** A policy from nothing, with what is usual. */
    static final PolicyForm NEW = new PolicyForm(
            null,
            null,
            "PAY_AS_YOU_GO",
            null,
            "P15D",
            "P15D",
            "Suspended",
            "P1D",
            null,
            new RemindersForm(USUAL_REMINDERS, USUAL_REMINDERS, USUAL_REMINDERS),
            List.of(),
            new DenialForm(null, null),
            null);

    /** The next version of a policy, to be changed: in force at once unless told otherwise. */
    static PolicyForm from(PolicyDocument last) {
        return of(last, null);
    }

    /** A draft as it was sent. */
    static PolicyForm again(PolicyDocument draft) {
        return of(draft, draft.activeFrom());
    }

    private static PolicyForm of(PolicyDocument document, @Nullable String activeFrom) {
        RemindersDocument said = document.reminders();
        DenialDocument denial = document.denial();
        return new PolicyForm(
                document.code(),
                document.productCode(),
                document.billingMode(),
                document.tier(),
                document.grace(),
                document.retention(),
                document.label(),
                document.finalNoticeLead(),
                Boolean.TRUE.equals(document.chargedInRetention()) ? "on" : null,
                said == null
                        ? new RemindersForm(null, null, null)
                        : new RemindersForm(joined(said.expiry()), joined(said.suspension()), joined(said.release())),
                document.allowedInRetention(),
                denial == null ? new DenialForm(null, null) : new DenialForm(denial.code(), denial.message()),
                activeFrom == null ? null : activeFrom.replaceFirst("(:00)?(\\.0+)?Z$", ""));
    }

    PolicyDocument document() {
        return new PolicyDocument(
                blankToNull(code),
                null,
                blankToNull(productCode),
                blankToNull(billingMode),
                blankToNull(tier),
                blankToNull(grace),
                blankToNull(retention),
                blankToNull(label),
                blankToNull(finalNoticeLead),
                chargedInRetention != null,
                reminders == null
                        ? null
                        : new RemindersDocument(
                                split(reminders.expiry()), split(reminders.suspension()), split(reminders.release())),
                allowedInRetention,
                denial == null ? null : new DenialDocument(blankToNull(denial.code()), blankToNull(denial.message())),
                instant(blankToNull(activeFrom)));
    }

    /** Whether an operation is among those allowed in retention. */
    public boolean allows(String operation) {
        return allowedInRetention != null && allowedInRetention.contains(operation);
    }

    private static @Nullable String instant(@Nullable String text) {
        if (text == null || !WITHOUT_ZONE.matcher(text).matches()) {
            return text;
        }
        return text + (text.length() == "2026-01-31T00:00".length() ? ":00Z" : "Z");
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static List<String> split(@Nullable String text) {
        return Arrays.stream(SEPARATORS.split(text == null ? "" : text.strip()))
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String joined(@Nullable List<String> texts) {
        return texts == null ? "" : String.join(", ", texts);
    }
}
