package io.tideover.lifecycle.engine;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** How values cross the border to the database: instants as UTC DATETIME(6), money as DECIMAL(19,4), lists as padded IN clauses. */
public final class Sql {

    /** Values that an IN clause takes. Of 1 000 or more MariaDB makes a table, and may read the whole of the one that is asked for it. */
    private static final int MOST_IN = 500;

    /** Rows that one insert takes. */
    private static final int MOST_ROWS = 500;

    private static final String VALUES = " VALUES ";

    private Sql() {}

    public static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    public static @Nullable LocalDateTime utcOrNull(@Nullable Instant instant) {
        return instant == null ? null : utc(instant);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        LocalDateTime value = row.getObject(column, LocalDateTime.class);
        return value == null ? null : value.toInstant(ZoneOffset.UTC);
    }

    public static Money money(ResultSet row, String column, CurrencyUnit currency) throws SQLException {
        return Money.of(currency, row.getBigDecimal(column).setScale(currency.getDecimalPlaces()));
    }

    public static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** Whether a database is H2, which does some things in a way of its own. */
    public static boolean isH2(DataSource dataSource) {
        try {
            String product = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName);
            return DatabaseDriver.fromProductName(product) == DatabaseDriver.H2;
        } catch (MetaDataAccessException e) {
            throw new IllegalStateException("The database does not answer", e);
        }
    }

    /** The arguments of a statement. */
    @SuppressWarnings("NullAway") // JDBC takes nulls, the template's signature does not say so
    public static Object[] row(@Nullable Object... values) {
        return values;
    }

    /**
     * Inserts rows, many in a statement. A driver that joins a batch's statements puts every value into words twice, and one that does
     * not goes to the database for each row.
     *
     * @param insert that of one row, ending with its values: {@code INSERT INTO t (a, b) VALUES (?, 0)}
     */
    public static void insertAll(JdbcTemplate jdbc, String insert, List<Object[]> rows) {
        int values = insert.lastIndexOf(VALUES) + VALUES.length();
        for (int from = 0; from < rows.size(); from += MOST_ROWS) {
            List<Object[]> some = rows.subList(from, Math.min(rows.size(), from + MOST_ROWS));
            jdbc.update(
                    insert.substring(0, values)
                            + String.join(", ", Collections.nCopies(some.size(), insert.substring(values))),
                    some.stream().flatMap(Arrays::stream).toArray());
        }
    }

    /**
     * Placeholders for an IN clause. Their number is rounded up to a power of two, so that few different statements reach the
     * database; {@link #padded} fills the arguments up alike.
     */
    public static String in(Collection<?> values) {
        return "(" + String.join(",", Collections.nCopies(size(values), "?")) + ")";
    }

    /** The values, the last repeated until there are as many as {@link #in} has placeholders. */
    public static List<Object> padded(Collection<?> values) {
        List<Object> padded = new ArrayList<>(values);
        while (padded.size() < size(values)) {
            padded.add(padded.getLast());
        }
        return padded;
    }

    /** Values in portions, each of which an IN clause takes. */
    public static <T> List<List<T>> chunks(Collection<T> values) {
        List<T> all = List.copyOf(values);
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += MOST_IN) {
            chunks.add(all.subList(from, Math.min(all.size(), from + MOST_IN)));
        }
        return chunks;
    }

    private static int size(Collection<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("an IN clause needs a value");
        }
        return values.size() == 1 ? 1 : Integer.highestOneBit(values.size() - 1) << 1;
    }
}
