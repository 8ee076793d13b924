package io.tideover.lifecycle.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The queue of accounts by when they are due, claimed with {@code SKIP LOCKED}. */
@Repository
class DueAccounts {

    private static final String DUE = " FROM accounts WHERE clock_id = ? AND next_action_at <= ?";

    private final JdbcTemplate jdbc;
    private final boolean h2;

    DueAccounts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        String product = jdbc.execute((ConnectionCallback<String>)
                connection -> connection.getMetaData().getDatabaseProductName());
        this.h2 = "H2".equals(product);
    }

    /** Locks the accounts that have been due longest, passing over those that others hold. */
    List<AccountRows.Row> claim(long clockId, Instant until, int most) {
        if (!h2) {
            return jdbc.query(
                    "SELECT *" + DUE + " ORDER BY next_action_at LIMIT ? FOR UPDATE SKIP LOCKED",
                    (row, i) -> AccountRows.account(row),
                    clockId,
                    Sql.utc(until),
                    most);
        }
        // H2 would lock the whole due set for ORDER BY ... LIMIT ... FOR UPDATE: find first, then lock those
        List<Long> found = jdbc.query(
                "SELECT id" + DUE + " ORDER BY next_action_at LIMIT ?",
                (row, i) -> row.getLong("id"),
                clockId,
                Sql.utc(until),
                most);
        if (found.isEmpty()) {
            return List.of();
        }
        List<Object> args = Sql.padded(found);
        args.add(Sql.utc(until));
        return jdbc.query(
                "SELECT * FROM accounts WHERE id IN " + Sql.in(found)
                        + " AND next_action_at <= ? FOR UPDATE SKIP LOCKED",
                (row, i) -> AccountRows.account(row),
                args.toArray());
    }

    /** The account that has been due longest. */
    Optional<Long> first(long clockId, Instant until) {
        return jdbc
                .query(
                        "SELECT id" + DUE + " ORDER BY next_action_at LIMIT 1",
                        (row, i) -> row.getLong("id"),
                        clockId,
                        Sql.utc(until))
                .stream()
                .findFirst();
    }

    Optional<Instant> next(long clockId) {
        return jdbc
                .query(
                        "SELECT next_action_at FROM accounts WHERE clock_id = ? AND next_action_at IS NOT NULL"
                                + " ORDER BY next_action_at LIMIT 1",
                        (row, i) -> Sql.instant(row, "next_action_at"),
                        clockId)
                .stream()
                .findFirst();
    }
}
