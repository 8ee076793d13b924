package io.tideover.portal.security;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.scheduler.sweep.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Slows down guessing: so many tries for an address, and for where they come from, in a quarter of an hour. On every node. */
@Repository
class SignInThrottle implements Work.Housekeeping {

    static final int MOST_OF_ADDRESS = 10;
    static final int MOST_OF_ORIGIN = 100;
    static final int MOST_FORGOTTEN_OF_ADDRESS = 3;
    static final int MOST_FORGOTTEN_OF_ORIGIN = 20;
    private static final Duration WINDOW = Duration.ofMinutes(15);

    private final JdbcTemplate jdbc;
    private final AccountClock clock;

    SignInThrottle(JdbcTemplate jdbc, AccountClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    boolean blocks(String email, String origin) {
        return failures("email:" + Users.key(email)) >= MOST_OF_ADDRESS
                || failures("origin:" + origin) >= MOST_OF_ORIGIN;
    }

    void failed(String email, String origin) {
        count("email:" + Users.key(email));
        count("origin:" + origin);
    }

    /** Counts that a forgotten password was asked for, and says whether that is little enough to be answered. */
    boolean letsForget(String email, String origin) {
        String address = "forgot:" + Users.key(email);
        String place = "forgot-origin:" + origin;
        boolean little = failures(address) < MOST_FORGOTTEN_OF_ADDRESS && failures(place) < MOST_FORGOTTEN_OF_ORIGIN;
        count(address);
        count(place);
        return little;
    }

    void succeeded(String email) {
        jdbc.update("DELETE FROM sign_in_failures WHERE key_hash = ?", Hashes.sha256("email:" + Users.key(email)));
    }

    /** Forgets what no longer counts: anybody can have a row made. */
    @Override
    public void clearUp(Instant now) {
        jdbc.update("DELETE FROM sign_in_failures WHERE window_start <= ? LIMIT 5000", Sql.utc(windowStart()));
    }

    private int failures(String key) {
        List<Integer> found = jdbc.query(
                "SELECT failures FROM sign_in_failures WHERE key_hash = ? AND window_start > ?",
                (row, i) -> row.getInt("failures"),
                Hashes.sha256(key),
                Sql.utc(windowStart()));
        return found.isEmpty() ? 0 : found.getFirst();
    }

    private void count(String key) {
        String hash = Hashes.sha256(key);
        Instant now = clock.now(AccountClock.WALL);
        if (increment(hash, now) == 0) {
            try {
                jdbc.update(
                        "INSERT INTO sign_in_failures (key_hash, window_start, failures) VALUES (?, ?, 1)",
                        hash,
                        Sql.utc(now));
            } catch (DuplicateKeyException e) {
                // another attempt was first
                increment(hash, now);
            }
        }
    }

    private int increment(String hash, Instant now) {
        Instant start = windowStart();
        return jdbc.update(
                "UPDATE sign_in_failures SET failures = CASE WHEN window_start > ? THEN failures + 1 ELSE 1 END,"
                        + " window_start = CASE WHEN window_start > ? THEN window_start ELSE ? END WHERE key_hash = ?",
                Sql.utc(start),
                Sql.utc(start),
                Sql.utc(now),
                hash);
    }

    private Instant windowStart() {
        return clock.now(AccountClock.WALL).minus(WINDOW);
    }
}
