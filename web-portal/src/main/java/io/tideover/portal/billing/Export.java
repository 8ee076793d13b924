package io.tideover.portal.billing;

import io.tideover.lifecycle.engine.Page;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * A list as a CSV file (RFC 4180), written page by page. Amounts and instants are the same whatever the reader's language: digits with a
 * point, and ISO-8601 in UTC. A text that a spreadsheet would take for a formula is made a text by an apostrophe.
 */
final class Export {

    private static final String FORMULA_STARTS = "=+-@\t\r";

    private Export() {}

    /**
     * Writes all of a list.
     *
     * @param pages gives the page behind a cursor; null: the first
     * @param row an item's cells: texts, amounts, instants and numbers, or null for an empty cell
     */
    static <T> void write(
            Writer out,
            List<String> header,
            Function<@Nullable String, Page<T>> pages,
            Function<T, List<@Nullable Object>> row) {
        try (CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180)) {
            csv.printRecord(header);
            String cursor = null;
            do {
                Page<T> page = pages.apply(cursor);
                for (T item : page.items()) {
                    csv.printRecord(cells(row.apply(item)));
                }
                csv.flush();
                cursor = page.nextCursor();
            } while (cursor != null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> cells(List<@Nullable Object> values) {
        List<String> cells = new ArrayList<>(values.size());
        for (Object value : values) {
            cells.add(cell(value));
        }
        return cells;
    }

    static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Money money -> money.getAmount().toPlainString();
            case Instant instant -> instant.toString();
            case Number number -> number.toString();
            default -> harmless(value.toString());
        };
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
