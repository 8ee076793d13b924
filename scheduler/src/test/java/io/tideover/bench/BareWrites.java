package io.tideover.bench;

import io.tideover.lifecycle.engine.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;

/**
 * The yardstick of S1: the same row writes in the same batches, by a program that decides nothing and reads nothing but which rows to
 * write. It updates row by row in batches, as the specification's yardstick does, or all rows of a batch in one statement, as the
 * sweep does where the same befalls them.
 */
final class BareWrites {

    private record Row(long account, long resource) {}

    private final DataSource dataSource;
    private final boolean together;
    private long nextId;
    private long elapsed;

    /** @param firstId ids from here on are free for the rows it inserts */
    BareWrites(DataSource dataSource, long firstId, boolean together) {
        this.dataSource = dataSource;
        this.together = together;
        this.nextId = firstId;
    }

    /** Writes what freezing each due account writes; returns how many accounts. */
    int freeze(Instant at, int batch) throws SQLException {
        int done = 0;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement read = connection.prepareStatement(
                    "SELECT account_id, id FROM resources WHERE next_action_at = ? AND phase = 'GRACE'")) {
                read.setObject(1, Sql.utc(at));
                try (var found = read.executeQuery()) {
                    while (found.next()) {
                        rows.add(new Row(found.getLong(1), found.getLong(2)));
                    }
                }
            }
            connection.commit();
            long start = System.nanoTime();
            for (int from = 0; from < rows.size(); from += batch) {
                write(connection, rows.subList(from, Math.min(rows.size(), from + batch)), at);
                connection.commit();
                done += Math.min(rows.size(), from + batch) - from;
            }
            elapsed = System.nanoTime() - start;
        }
        return done;
    }

    /** How long the writing took, without finding out what to write. */
    double seconds() {
        return elapsed / 1e9;
    }

    private void write(Connection connection, List<Row> rows, Instant at) throws SQLException {
        Object now = Sql.utc(at);
        Object next = Sql.utc(at.plusSeconds(8 * 86_400L));
        Object end = Sql.utc(at.plusSeconds(15 * 86_400L));
        String facts =
                "{\"arrears\":\"100.00\",\"availableFunds\":\"-100.00\",\"currency\":\"CNY\",\"arrearsSince\":\"2026-01-01T00:00:00Z\"}";
        if (together) {
            updateTogether(connection, rows, now, next, end);
        }
        try (PreparedStatement account = connection.prepareStatement(
                        "UPDATE accounts SET processed_at = ?, next_action_at = ?, sequence = 12 WHERE id = ?");
                PreparedStatement resource = connection.prepareStatement(
                        "UPDATE resources SET phase = 'RETENTION', phase_since = ?, phase_ends_at = ?,"
                                + " reminded_until = ?, next_action_at = ? WHERE id = ?");
                PreparedStatement transition = connection.prepareStatement(
                        "INSERT INTO transitions (account_id, sequence, resource_id, episode, from_phase, to_phase,"
                                + " effective_at, recorded_at, reason, detail)"
                                + " VALUES (?, 12, ?, 1, 'GRACE', 'RETENTION', ?, ?, 'GRACE_ENDED', NULL)");
                PreparedStatement notice = connection.prepareStatement(
                        "INSERT INTO notices (id, account_id, stage, type, created_at, recorded_at, cause, spell,"
                                + " superseded, deadline, facts) VALUES (?, ?, 'SUSPENDED',"
                                + " 'PRODUCT_OVERDUE_SUSPENSION_RELEASE', ?, ?, 'spell:1', 1, FALSE, ?, ?)");
                PreparedStatement line = connection.prepareStatement(
                        "INSERT INTO notice_resources (notice_id, position, account_id, resource_id, deadline,"
                                + " becomes, superseded) VALUES (?, 0, ?, ?, ?, 'RELEASED', FALSE)");
                PreparedStatement delivery = connection.prepareStatement(
                        "INSERT INTO deliveries (id, account_id, notice_id, receiver_id, receiver_name, channel,"
                                + " address, locale, fallback, spell, clock_id, queued_at, status, attempts,"
                                + " attempt_at, withdrawn) VALUES (?, ?, ?, ?, 'Account owner', 'EMAIL', ?, 'en',"
                                + " FALSE, 1, 0, ?, 'PENDING', 0, ?, FALSE)");
                PreparedStatement event = connection.prepareStatement(
                        "INSERT INTO events (id, type, at, recorded_at, account_id, resource_id, product_code, data)"
                                + " VALUES (?, 'resource.retention', ?, ?, ?, ?, 'dws', '{}')")) {
            for (Row row : rows) {
                long id = nextId;
                nextId += 3;
                if (!together) {
                    add(account, now, next, row.account());
                    add(resource, now, end, now, next, row.resource());
                }
                add(transition, row.account(), row.resource(), now, now);
                add(notice, id, row.account(), now, now, end, facts);
                add(line, id, row.account(), row.resource(), end);
                add(
                        delivery,
                        id + 1,
                        row.account(),
                        id,
                        row.account() + 3,
                        "owner-" + row.account() + "@example.com",
                        now,
                        now);
                add(event, id + 2, now, now, row.account(), row.resource());
            }
            for (PreparedStatement statement : List.of(account, resource, transition, notice, line, delivery, event)) {
                statement.executeBatch();
            }
        }
    }

    private static void updateTogether(Connection connection, List<Row> rows, Object now, Object next, Object end)
            throws SQLException {
        String ids = " WHERE id IN (" + String.join(",", Collections.nCopies(rows.size(), "?")) + ")";
        try (PreparedStatement accounts = connection.prepareStatement(
                        "UPDATE accounts SET processed_at = ?, next_action_at = ?, sequence = 12" + ids);
                PreparedStatement resources = connection.prepareStatement(
                        "UPDATE resources SET phase = 'RETENTION', phase_since = ?, phase_ends_at = ?,"
                                + " reminded_until = ?, next_action_at = ?" + ids)) {
            int at = bind(accounts, now, next);
            int of = bind(resources, now, end, now, next);
            for (Row row : rows) {
                accounts.setObject(at++, row.account());
                resources.setObject(of++, row.resource());
            }
            accounts.executeUpdate();
            resources.executeUpdate();
        }
    }

    /** Returns the position of the next parameter. */
    private static int bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return values.length + 1;
    }

    private static void add(PreparedStatement statement, Object... values) throws SQLException {
        bind(statement, values);
        statement.addBatch();
    }
}
