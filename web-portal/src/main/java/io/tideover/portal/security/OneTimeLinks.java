package io.tideover.portal.security;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.scheduler.sweep.Work;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Links that are good once and for a while; only the hash of their secret part is kept. */
@Repository
class OneTimeLinks implements Work.Housekeeping {

    enum Purpose {
        SET_UP(Duration.ofDays(1)),
        INVITATION(Duration.ofDays(7)),
        /** A forgotten one. */
        PASSWORD(Duration.ofHours(1));

        private final Duration valid;

        Purpose(Duration valid) {
            this.valid = valid;
        }

        Duration valid() {
            return valid;
        }
    }

    record Link(@Nullable Long userId) {}

    private final JdbcTemplate jdbc;
    private final AccountClock clock;
    private final SecureRandom random = new SecureRandom();

    OneTimeLinks(JdbcTemplate jdbc, AccountClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The secret part of a new link. */
    String create(Purpose purpose, @Nullable Long userId, Duration valid) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        jdbc.update(
                "INSERT INTO portal_links (token_hash, purpose, user_id, expires_at) VALUES (?, ?, ?, ?)",
                Hashes.sha256(token),
                purpose.name(),
                userId,
                Sql.utc(clock.now(AccountClock.WALL).plus(valid)));
        return token;
    }

    Optional<Link> find(Purpose purpose, String token) {
        return jdbc
                .query(
                        "SELECT user_id FROM portal_links WHERE token_hash = ? AND purpose = ? AND expires_at > ?",
                        (row, i) -> new Link(Sql.longOrNull(row, "user_id")),
                        Hashes.sha256(token),
                        purpose.name(),
                        Sql.utc(clock.now(AccountClock.WALL)))
                .stream()
                .findFirst();
    }

    /** Spends a link. */
    Link use(Purpose purpose, String token) {
        Link link = find(purpose, token).orElseThrow(() -> Refusal.notFound("link"));
        if (jdbc.update("DELETE FROM portal_links WHERE token_hash = ?", Hashes.sha256(token)) == 0) {
            throw Refusal.notFound("link");
        }
        return link;
    }

    /** Forgets those that are not good any more. */
    @Override
    public void clearUp(Instant now) {
        jdbc.update("DELETE FROM portal_links WHERE expires_at <= ? LIMIT 5000", Sql.utc(clock.now(AccountClock.WALL)));
    }

    void forget(long userId) {
        jdbc.update("DELETE FROM portal_links WHERE user_id = ?", userId);
    }

    void forget(Purpose purpose, long userId) {
        jdbc.update("DELETE FROM portal_links WHERE purpose = ? AND user_id = ?", purpose.name(), userId);
    }

    void forget(Purpose purpose) {
        jdbc.update("DELETE FROM portal_links WHERE purpose = ?", purpose.name());
    }
}
