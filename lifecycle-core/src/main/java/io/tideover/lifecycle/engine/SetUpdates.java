package io.tideover.lifecycle.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Updates of many rows of a table by their ids. Rows to which the same is done, as to all that fell due at one instant, go in one
 * statement; the rest goes in batches.
 */
final class SetUpdates {

    /** What is done to a row. */
    static final class Row {

        private final long id;
        private final StringBuilder assignments = new StringBuilder();
        private final List<@Nullable Object> values = new ArrayList<>();

        private Row(long id) {
            this.id = id;
        }

        Row set(String column, @Nullable Object value) {
            return assign(column + " = ?", value);
        }

        Row add(String column, long amount) {
            return amount == 0 ? this : assign(column + " = " + column + " + ?", amount);
        }

        private Row assign(String assignment, @Nullable Object value) {
            assignments.append(assignments.isEmpty() ? "" : ", ").append(assignment);
            values.add(value);
            return this;
        }

        private Same same() {
            return new Same(assignments.toString(), values);
        }
    }

    private record Same(String assignments, List<@Nullable Object> values) {}

    /** Ids in a statement. */
    private static final int MOST = 512;

    private final JdbcTemplate jdbc;
    private final String table;
    private final List<Row> rows = new ArrayList<>();

    SetUpdates(JdbcTemplate jdbc, String table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    Row row(long id) {
        Row row = new Row(id);
        rows.add(row);
        return row;
    }

    void execute() {
        Map<Same, List<Long>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            if (!row.assignments.isEmpty()) {
                groups.computeIfAbsent(row.same(), same -> new ArrayList<>()).add(row.id);
            }
        }
        Map<String, List<Object[]>> single = new LinkedHashMap<>();
        groups.forEach((same, ids) -> {
            if (ids.size() == 1) {
                single.computeIfAbsent(same.assignments(), sql -> new ArrayList<>())
                        .add(arguments(same, ids));
            } else {
                for (int from = 0; from < ids.size(); from += MOST) {
                    List<Long> some = ids.subList(from, Math.min(ids.size(), from + MOST));
                    jdbc.update(sql(same.assignments()) + "IN " + Sql.in(some), arguments(same, Sql.padded(some)));
                }
            }
        });
        single.forEach((assignments, arguments) -> jdbc.batchUpdate(sql(assignments) + "= ?", arguments));
    }

    private String sql(String assignments) {
        return "UPDATE " + table + " SET " + assignments + " WHERE id ";
    }

    private static Object[] arguments(Same same, List<?> ids) {
        List<@Nullable Object> arguments = new ArrayList<>(same.values());
        arguments.addAll(ids);
        return Sql.row(arguments.toArray());
    }
}
