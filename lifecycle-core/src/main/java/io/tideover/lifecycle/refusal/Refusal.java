package io.tideover.lifecycle.refusal;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

    /** The code of a wrong value that has none of its own. */
    public static final String INVALID_VALUE = "INVALID_VALUE";

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String code;
    private final @Nullable String field;
    private final String template;
    private final transient List<Object> values;
    private final transient Map<String, String> details;
    private final @Nullable Duration tryAgainIn;
    private final transient List<Refusal> others;

    private Refusal(
            Kind kind,
            String code,
            @Nullable String field,
            String template,
            List<Object> values,
            Map<String, String> details,
            @Nullable Duration tryAgainIn,
            List<Refusal> others) {
        super(filled(template, values), null, false, false);
        this.kind = kind;
        this.code = code;
        this.field = field;
        this.template = template;
        this.values = values;
        this.details = details;
        this.tryAgainIn = tryAgainIn;
        this.others = others;
    }

    private static Refusal because(Kind kind, String code, @Nullable String field, String template, Object... values) {
        return new Refusal(kind, code, field, template, List.of(values), Map.of(), null, List.of());
    }

    /** Unknown, or another account's: the same answer for both. */
    public static Refusal notFound(String what) {
        return because(Kind.NOT_FOUND, "NOT_FOUND", null, "There is no such {}.", what);
    }

    /** The state forbids it. Each pair of braces in the template stands for one of the values, in their order. */
    public static Refusal conflict(String code, String template, Object... values) {
        return because(Kind.CONFLICT, code, null, template, values);
    }

    /** A field's value is wrong. Its template is what pages know their words for it by, so it names no value itself. */
    public static Refusal invalid(String field, String template, Object... values) {
        return because(Kind.INVALID, INVALID_VALUE, field, template, values);
    }

    /** A field's value is wrong in a way that has a code of its own; its details are the values of the template. */
    public static Refusal invalid(String code, String field, String template, Map<String, String> details) {
        return new Refusal(
                Kind.INVALID, code, field, template, List.copyOf(details.values()), details, null, List.of());
    }

    public static Refusal payment(String code, String template) {
        return because(Kind.PAYMENT, code, null, template);
    }

    public static Refusal tooSoon(Duration tryAgainIn) {
        return new Refusal(
                Kind.TOO_SOON,
                "TOO_SOON",
                null,
                "Wait a little before asking again.",
                List.of(),
                Map.of(),
                tryAgainIn,
                List.of());
    }

    public static Refusal inArrears() {
        return conflict("ACCOUNT_IN_ARREARS", "The account is in arrears; settle them first.");
    }

    public static Refusal released() {
        return conflict("RESOURCE_RELEASED", "The resource has been released; that is final.");
    }

    /** The same refusal, of a field that the caller knows by another name. */
    public Refusal ofField(String name) {
        return new Refusal(kind, code, name, template, values, details, tryAgainIn, others);
    }

    /**
     * Carries out every check of a command's values, so that whatever is wrong with them is said at once.
     *
     * @throws Refusal of the first of them, with the {@link #others}; of what does not exist at once and alone
     */
    public static void ofAll(Runnable... checks) {
        Map<@Nullable String, Refusal> byField = new LinkedHashMap<>();
        for (Runnable check : checks) {
            try {
                check.run();
            } catch (Refusal refusal) {
                if (refusal.kind == Kind.NOT_FOUND) {
                    throw refusal;
                }
                refusal.all().forEach(each -> byField.putIfAbsent(each.field, each));
            }
        }
        // a value that cannot be is said before one that is only in the way of something
        List<Refusal> refused = byField.values().stream()
                .sorted(Comparator.comparing(refusal -> refusal.kind != Kind.INVALID))
                .toList();
        if (!refused.isEmpty()) {
            throw refused.getFirst().with(refused.subList(1, refused.size()));
        }
    }

    private Refusal with(List<Refusal> more) {
        return new Refusal(kind, code, field, template, values, details, tryAgainIn, List.copyOf(more));
    }

    /** This one and the {@link #others}. */
    public List<Refusal> all() {
        return Stream.concat(Stream.of(this), others.stream()).toList();
    }

    /** What else is wrong with the values of the same command. */
    public List<Refusal> others() {
        return others;
    }

    private static String filled(String template, List<Object> values) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int braces = template.indexOf("{}", from);
            text.append(template, from, braces).append(value);
            from = braces + 2;
        }
        return text.append(template, from, template.length()).toString();
    }

    /** The message without its values. */
    public String template() {
        return template;
    }

    public List<Object> values() {
        return values;
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
