package io.tideover.portal.page;

import io.tideover.lifecycle.refusal.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a form that was sent; nothing was stored.
 *
 * @param field the field that is wrong, or null where no one field is
 * @param text what pages say where they have no words of their own for it
 * @param key what their words are known by
 * @param values what is filled into them
 * @param others what else is wrong with it
 */
public record Problem(
        @Nullable String field, String code, String text, String key, List<Object> values, List<Problem> others) {

    /** Does what a form asks for; null where it was done. What does not exist is no problem of the form's. */
    public static @Nullable Problem of(Runnable action) {
        try {
            action.run();
            return null;
        } catch (Refusal refusal) {
            if (refusal.kind() == Refusal.Kind.NOT_FOUND) {
                throw refusal;
            }
            return of(refusal);
        }
    }

    public static Problem of(Refusal refusal) {
        return new Problem(
                refusal.field(),
                refusal.code(),
                String.valueOf(refusal.getMessage()),
                key(refusal.code(), refusal.template()),
                refusal.values(),
                refusal.others().stream().map(Problem::of).toList());
    }

    /** By its code, where it has one of its own, else by what is said without the values. */
    public static String key(String code, String template) {
        return Refusal.INVALID_VALUE.equals(code) ? "refusal.text." + dashed(template) : "refusal." + code;
    }

    /** A sentence as a part of a key: {@code must-not-be-empty}. */
    static String dashed(String sentence) {
        return sentence.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    /** The same problem on a page that has the field under another name. */
    public Problem renamed(String from, String to) {
        return new Problem(
                from.equals(field) ? to : field,
                code,
                text,
                key,
                values,
                others.stream().map(other -> other.renamed(from, to)).toList());
    }

    /** What is wrong with one of the form's fields; null where nothing is. */
    public @Nullable Problem about(String name) {
        return Stream.concat(Stream.of(this), others.stream())
                .filter(each -> name.equals(each.field()))
                .findFirst()
                .orElse(null);
    }

    /** How many fields are wrong. */
    public int count() {
        return 1 + others.size();
    }
}
