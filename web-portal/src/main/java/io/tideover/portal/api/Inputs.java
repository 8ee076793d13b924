package io.tideover.portal.api;

import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a call takes as text, and names the field that is wrong. */
final class Inputs {

    private static final int LONGEST_QUERY = 200;

    private Inputs() {}

    static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw Refusal.invalid(field, "is required");
        }
        return value;
    }

    /** A text that is there and not longer than it can be stored. */
    static String text(String field, @Nullable String value, int most) {
        String text = required(field, value);
        if (text.length() > most) {
            throw Refusal.invalid(field, "has at most {} characters", most);
        }
        return text;
    }

    static @Nullable String textOrNull(String field, @Nullable String value, int most) {
        return value == null ? null : text(field, value, most);
    }

    /** A list none of whose members is null. */
    static List<String> all(String field, @Nullable List<@Nullable String> values) {
        List<String> all = new ArrayList<>();
        for (String value : values == null ? List.<@Nullable String>of() : values) {
            all.add(required(field + "[" + all.size() + "]", value));
        }
        return all;
    }

    /** An id as it is written in JSON. */
    static long id(String field, @Nullable String value) {
        try {
            return Long.parseLong(required(field, value));
        } catch (NumberFormatException e) {
            throw Refusal.invalid(field, "is not an id");
        }
    }

    static @Nullable Long idOrNull(String field, @Nullable String value) {
        return value == null ? null : id(field, value);
    }

    /** An instant of a query string; null where none is given. */
    static @Nullable Instant instant(String field, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        // a plus sign that was not escaped has become a space
        Instant instant = ApiJson.instant(value.replace(' ', '+'));
        if (instant == null) {
            throw Refusal.invalid(field, "must be an RFC 3339 instant such as 2026-01-31T00:00:00Z");
        }
        return instant;
    }

    /** A constant of a query string; null where none is given. */
    static <E extends Enum<E>> @Nullable E constant(String field, Class<E> type, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(value))
                .findFirst()
                .orElseThrow(
                        () -> Refusal.invalid(field, "must be one of {}", Arrays.toString(type.getEnumConstants())));
    }

    static String query(@Nullable String value) {
        return value == null ? "" : text("query", value, LONGEST_QUERY);
    }

    /** A page of a list that is there as a whole; its cursor is how many items came before. */
    static <T> Page<T> slice(List<T> all, @Nullable Integer limit, @Nullable String cursor) {
        int most = limit == null ? Page.MOST : Page.limit(limit);
        long start = Page.cursor(cursor, 0);
        if (start < 0) {
            throw Refusal.invalid("cursor", "is not a cursor of this list");
        }
        int from = (int) Math.min(start, all.size());
        int to = Math.min(from + most, all.size());
        return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
    }
}
