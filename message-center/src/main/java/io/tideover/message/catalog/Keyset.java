package io.tideover.message.catalog;

import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A place in a list ordered by an instant and then by an id. */
public record Keyset(Instant at, long id) {

    /**
     * Where a cursor points; null where there is none.
     *
     * @throws Refusal where the cursor was not given out by a page
     */
    public static @Nullable Keyset parse(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        int cut = cursor.indexOf('_');
        if (cut > 0) {
            try {
                long micros = Long.parseLong(cursor, 0, cut, 36);
                Instant at = Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
                if (at.isAfter(Instant.parse("0001-01-01T00:00:00Z"))
                        && at.isBefore(Instant.parse("9999-12-31T00:00:00Z"))) {
                    return new Keyset(at, Long.parseLong(cursor, cut + 1, cursor.length(), 36));
                }
            } catch (NumberFormatException | DateTimeException e) {
                throw Refusal.invalid("cursor", "is not a cursor of this list");
            }
        }
        throw Refusal.invalid("cursor", "is not a cursor of this list");
    }

    /** A page out of up to {@code limit + 1} rows: the one too many says that there are more. */
    public static <T> Page<T> page(List<T> rows, int limit, Function<T, Keyset> key) {
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<T> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, key.apply(items.getLast()).toString());
    }

    /** A limit within what is allowed. */
    public static int limit(int wanted) {
        return Math.clamp(wanted, 1, Page.MOST);
    }

    @Override
    public String toString() {
        long micros = at.getEpochSecond() * 1_000_000L + at.getNano() / 1_000;
        return Long.toString(micros, 36) + "_" + Long.toString(id, 36);
    }
}
