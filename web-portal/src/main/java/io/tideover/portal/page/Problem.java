package io.tideover.portal.page;

import io.tideover.lifecycle.refusal.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a form that was sent; nothing was stored.
 *
 * @param field the field that is wrong, or null where no one field is
 */
public record Problem(@Nullable String field, String code, String text, Map<String, String> details) {

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
        return new Problem(refusal.field(), refusal.code(), String.valueOf(refusal.getMessage()), refusal.details());
    }

    public boolean isAbout(String name) {
        return name.equals(field);
    }
}
