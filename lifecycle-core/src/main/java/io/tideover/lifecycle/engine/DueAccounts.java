package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.Account;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The queue of accounts by when they are due, claimed with {@code SKIP LOCKED}. */
@Repository
class DueAccounts {

    private static final String DUE = " FROM accounts WHERE clock_id = ? AND next_action_at <= ?";

    /** How many times as many are looked at as are claimed, so that workers side by side find something each. */
    private static final int SPREAD = 3;

    private final JdbcTemplate jdbc;

    DueAccounts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Locks accounts among those that have been due longest, passing over those that others hold. It finds first and then locks by
     * primary key: a lock taken through the index of due accounts would also lie on that index, where a payment that moves its own
     * account's entry runs into it, and the two can wait for each other; and H2 would lock the whole due set.
     */
    List<AccountRows.Row> claim(long clockId, Instant until, int most) {
        List<AccountRows.Row> claimed = new ArrayList<>();
        for (List<Long> some : Sql.chunks(find(clockId, until, most * SPREAD))) {
            if (claimed.size() == most) {
                break;
            }
            List<Object> args = Sql.padded(some);
            args.add(most - claimed.size());
            claimed.addAll(jdbc.query(
                    "SELECT * FROM accounts WHERE id IN " + Sql.in(some) + " LIMIT ? FOR UPDATE SKIP LOCKED",
                    (row, i) -> AccountRows.account(row),
                    args.toArray()));
        }
        // another worker may have carried it out since it was found
        claimed.removeIf(row -> !isDue(row.account(), until));
        return claimed;
    }

    /** Locks one account where it is due and nobody else holds it. */
    Optional<AccountRows.Row> claim(long accountId, Instant until) {
        return jdbc
                .query(
                        "SELECT * FROM accounts WHERE id = ? FOR UPDATE SKIP LOCKED",
                        (row, i) -> AccountRows.account(row),
                        accountId)
                .stream()
                .filter(row -> isDue(row.account(), until))
                .findFirst();
    }

    private static boolean isDue(Account account, Instant until) {
        Instant next = account.nextActionAt();
        return next != null && !next.isAfter(until);
    }

    /** The accounts that have been due longest. */
    List<Long> find(long clockId, Instant until, int most) {
        return jdbc.query(
                "SELECT id" + DUE + " ORDER BY next_action_at LIMIT ?",
                (row, i) -> row.getLong("id"),
                clockId,
                Sql.utc(until),
                most);
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
