package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * R13: counts freezes and releases by deadline over all accounts of the wall clock, and stops further ones beyond a limit per hour
 * until an operator lets them go on.
 */
@Component
public class Brake {

    /** How the brake stands. */
    public record Standing(boolean engaged, @Nullable Instant engagedAt, long used, long limit, long waiting) {}

    /** Thrown inside a transaction whose freezes and releases would go beyond the limit; the transaction must be undone. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exceeded() {
            super("freezes and releases beyond the limit per hour", null, false, false);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Brake.class);
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final long LEAST_LIMIT = 1_000;
    private static final Duration COUNTED_EVERY = Duration.ofMinutes(1);
    private static final int WOKEN_AT_ONCE = 500;

    private record Count(Instant at, long resources) {}

    private final JdbcTemplate jdbc;
    private final AccountClock clock;
    private final LifecycleSettings settings;
    private final TransactionTemplate apart;
    private volatile @Nullable Count counted;

    Brake(JdbcTemplate jdbc, AccountClock clock, LifecycleSettings settings, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    boolean engaged() {
        return Boolean.TRUE.equals(jdbc.queryForObject("SELECT engaged FROM brake WHERE id = 1", Boolean.class));
    }

    /**
     * Counts freezes and releases that the present transaction makes.
     *
     * @throws Exceeded where they would go beyond the limit
     */
    void use(int count, Instant now) {
        if (count == 0) {
            return;
        }
        long limit = limit();
        int done = jdbc.update(
                "UPDATE brake SET used = CASE WHEN window_start <= ? THEN ? ELSE used + ? END,"
                        + " window_start = CASE WHEN window_start <= ? THEN ? ELSE window_start END"
                        + " WHERE id = 1 AND engaged = FALSE"
                        + " AND CASE WHEN window_start <= ? THEN ? ELSE used + ? END <= ?",
                Sql.utc(now.minus(WINDOW)),
                count,
                count,
                Sql.utc(now.minus(WINDOW)),
                Sql.utc(now),
                Sql.utc(now.minus(WINDOW)),
                count,
                count,
                limit);
        if (done == 0) {
            throw new Exceeded();
        }
    }

    /** Counts what a command carried out before it did what was asked; a command is never undone for the brake. */
    void count(int count) {
        if (count > 0) {
            jdbc.update("UPDATE brake SET used = used + ? WHERE id = 1", count);
        }
    }

    /** Engages the brake, whatever becomes of the transaction at hand. */
    void engage() {
        Instant now = clock.now(AccountClock.WALL);
        Integer engaged = apart.execute(status -> jdbc.update(
                "UPDATE brake SET engaged = TRUE, engaged_at = ? WHERE id = 1 AND engaged = FALSE", Sql.utc(now)));
        if (engaged != null && engaged > 0) {
            LOG.error("Brake engaged: freezes and releases exceed {} an hour and wait for an operator", limit());
        }
    }

    /** An operator lets freezes and releases go on, from a count of zero. */
    public void letGoOn() {
        Instant now = clock.now(AccountClock.WALL);
        apart.executeWithoutResult(status -> jdbc.update(
                "UPDATE brake SET engaged = FALSE, engaged_at = NULL, used = 0, window_start = ? WHERE id = 1",
                Sql.utc(now)));
        wakeWaiting();
    }

    /**
     * Makes the accounts due that wait though the brake has let go, a portion at a time. To be called from time to time: a node may have
     * died over it, or a sweep that still saw the brake engaged may have had an account wait meanwhile.
     */
    public void wakeWaiting() {
        Long after = engaged() ? null : 0L;
        while (after != null) {
            long from = after;
            after = apart.execute(status -> wakeWaiting(from));
        }
    }

    /** @return the last account of the portion; null where there was none */
    private @Nullable Long wakeWaiting(long after) {
        List<Long> accounts = jdbc.query(
                "SELECT id FROM accounts WHERE braked = TRUE AND clock_id = ? AND id > ? ORDER BY id LIMIT ?",
                (row, i) -> row.getLong("id"),
                AccountClock.WALL,
                after,
                WOKEN_AT_ONCE);
        if (accounts.isEmpty()) {
            return null;
        }
        Object now = Sql.utc(clock.now(AccountClock.WALL));
        List<Object> args = new ArrayList<>(List.of(now));
        args.addAll(Sql.padded(accounts));
        args.add(now);
        jdbc.update(
                "UPDATE accounts SET next_action_at = ? WHERE id IN " + Sql.in(accounts)
                        + " AND braked = TRUE AND (next_action_at IS NULL OR next_action_at > ?)",
                args.toArray());
        return accounts.getLast();
    }

    /** Sets the limit per hour; null goes back to the default. */
    public void limitTo(@Nullable Long perHour) {
        jdbc.update("UPDATE brake SET limit_per_hour = ? WHERE id = 1", perHour);
    }

    public Standing standing() {
        long waiting = count("SELECT COUNT(*) FROM accounts WHERE braked = TRUE");
        long limit = limit();
        return jdbc.query(
                        "SELECT * FROM brake WHERE id = 1",
                        (row, i) -> new Standing(
                                row.getBoolean("engaged"),
                                Sql.instantOrNull(row, "engaged_at"),
                                row.getLong("used"),
                                limit,
                                waiting))
                .getFirst();
    }

    private long limit() {
        Long set = jdbc.query(
                        "SELECT limit_per_hour FROM brake WHERE id = 1",
                        (row, i) -> Sql.longOrNull(row, "limit_per_hour"))
                .getFirst();
        if (set != null) {
            return set;
        }
        Long configured = settings.brakeLimit();
        if (configured != null) {
            return configured;
        }
        return Math.max(LEAST_LIMIT, suspended(clock.now(AccountClock.WALL)) / 100);
    }

    /** Resources in GRACE and RETENTION, test clocks apart, counted anew once a minute: each batch of a sweep asks for it. */
    private long suspended(Instant now) {
        Count last = counted;
        if (last == null || Duration.between(last.at, now).abs().compareTo(COUNTED_EVERY) >= 0) {
            last = new Count(
                    now,
                    count("SELECT COUNT(*) FROM resources r JOIN accounts a ON a.id = r.account_id"
                            + " WHERE r.phase IN ('GRACE', 'RETENTION') AND a.clock_id = " + AccountClock.WALL));
            counted = last;
        }
        return last.resources;
    }

    private long count(String sql) {
        Long count = jdbc.queryForObject(sql, Long.class);
        return count == null ? 0 : count;
    }
}
