package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.refusal.Refusal;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list, by keyset.
 *
 * @param nextCursor where the next part starts; null: this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MOST = 500;

    /** A page out of one row more than it shows. */
    public static <T> Page<T> of(List<T> rows, int limit, ToLongFunction<T> key) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> shown = List.copyOf(rows.subList(0, limit));
        return new Page<>(shown, Long.toString(key.applyAsLong(shown.getLast())));
    }

    /** A limit that a caller may ask for; null: the default. */
    public static int limit(@Nullable Integer asked) {
        if (asked == null) {
            return DEFAULT_LIMIT;
        }
        if (asked < 1 || asked > MOST) {
            throw Refusal.invalid("limit", "must be between 1 and {}", MOST);
        }
        return asked;
    }

    /** The key that a cursor stands for; {@code start} where there is none. */
    public static long cursor(@Nullable String cursor, long start) {
        if (cursor == null || cursor.isEmpty()) {
            return start;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw Refusal.invalid("cursor", "is not a cursor of this list");
        }
    }
}
