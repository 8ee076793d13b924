package io.tideover.lifecycle.refusal;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command or query that is refused, with the reason. Nothing was changed. */
public final class Refusal extends RuntimeException {

    /** What kind of no it is. */
    public enum Kind {
        NOT_FOUND,
        /** The state forbids it. */
        CONFLICT,
        /** A value is wrong. */
        INVALID,
        /** Not enough funds, or the card was declined. */
        PAYMENT,
        /** It was asked for a moment ago. */
        TOO_SOON
    }

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String code;
    private final @Nullable String field;
    private final transient Map<String, String> details;
    private final @Nullable Duration tryAgainIn;

    private Refusal(Kind kind, String code, @Nullable String field, String message, Map<String, String> details) {
        this(kind, code, field, message, details, null);
    }

    private Refusal(
            Kind kind,
            String code,
            @Nullable String field,
            String message,
            Map<String, String> details,
            @Nullable Duration tryAgainIn) {
        super(message, null, false, false);
        this.kind = kind;
        this.code = code;
        this.field = field;
        this.details = details;
        this.tryAgainIn = tryAgainIn;
    }

    /** Unknown, or another account's: the same answer for both. */
    public static Refusal notFound(String what) {
        return new Refusal(Kind.NOT_FOUND, "NOT_FOUND", null, "There is no such " + what + ".", Map.of());
    }

    public static Refusal conflict(String code, String message) {
        return new Refusal(Kind.CONFLICT, code, null, message, Map.of());
    }

    public static Refusal invalid(String field, String message) {
        return new Refusal(Kind.INVALID, "INVALID_VALUE", field, message, Map.of());
    }

    public static Refusal invalid(String code, String field, String message, Map<String, String> details) {
        return new Refusal(Kind.INVALID, code, field, message, details);
    }

    public static Refusal payment(String code, String message) {
        return new Refusal(Kind.PAYMENT, code, null, message, Map.of());
    }

    public static Refusal tooSoon(Duration tryAgainIn) {
        return new Refusal(Kind.TOO_SOON, "TOO_SOON", null, "Wait a little before asking again.", Map.of(), tryAgainIn);
    }

    public static Refusal inArrears() {
        return conflict("ACCOUNT_IN_ARREARS", "The account is in arrears; settle them first.");
    }

    public static Refusal released() {
        return conflict("RESOURCE_RELEASED", "The resource has been released; that is final.");
    }

    /** The same refusal, of a field that the caller knows by another name. */
    public Refusal ofField(String name) {
        return new Refusal(kind, code, name, String.valueOf(getMessage()), details, tryAgainIn);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    /** The field whose value is wrong, where one is. */
    public @Nullable String field() {
        return field;
    }

    /** How long to wait before asking again; null where waiting does not help. */
    public @Nullable Duration tryAgainIn() {
        return tryAgainIn;
    }

    /** Further members of the answer, such as {@code minimumPeriod}. */
    public Map<String, String> details() {
        return details;
    }
}
