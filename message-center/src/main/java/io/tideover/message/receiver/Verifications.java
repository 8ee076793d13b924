package io.tideover.message.receiver;

import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.catalog.ChannelKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Links and codes that prove an address. A secret is made when its message is, and only its hash is kept (M3); a link that was sent
 * twice is good in both copies until one is used, a new code takes the place of the one before.
 */
@Repository
public class Verifications {

    static final Duration LINK_VALID = Duration.ofHours(24);
    static final Duration CODE_VALID = Duration.ofMinutes(10);
    static final int TRIES = 5;

    /** What a link or code was made for. */
    record Proof(long id, long accountId, long receiverId, String address, Instant expiresAt) {}

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final SecureRandom random = new SecureRandom();

    Verifications(JdbcTemplate jdbc, Ids ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    /** The secret part of a new link that proves an email address within 24 hours. */
    public String newLink(long accountId, long receiverId, String address, Instant now) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        insert(ids.next(), accountId, receiverId, ChannelKind.EMAIL, address, hash(token), now.plus(LINK_VALID));
        return token;
    }

    /** Six digits that prove a phone number within ten minutes. */
    public String newCode(long accountId, long receiverId, String address, Instant now) {
        forget(receiverId, ChannelKind.SMS);
        String code = "%06d".formatted(random.nextInt(1_000_000));
        long id = ids.next();
        insert(id, accountId, receiverId, ChannelKind.SMS, address, hash(id + ":" + code), now.plus(CODE_VALID));
        return code;
    }

    Optional<Proof> byLink(String token) {
        return jdbc
                .query(
                        "SELECT id, account_id, receiver_id, address, expires_at FROM verifications"
                                + " WHERE secret_hash = ? AND channel = 'EMAIL'",
                        (row, i) -> new Proof(
                                row.getLong("id"),
                                row.getLong("account_id"),
                                row.getLong("receiver_id"),
                                row.getString("address"),
                                Sql.instant(row, "expires_at")),
                        hash(token))
                .stream()
                .findFirst();
    }

    /** Whether a code is the one that was sent to an address; every question counts as a try. */
    boolean isCode(long receiverId, String address, String code, Instant now) {
        List<Long> tried = jdbc.query(
                "SELECT id FROM verifications WHERE receiver_id = ? AND channel = 'SMS' AND address = ?"
                        + " AND expires_at > ?",
                (row, i) -> row.getLong("id"),
                receiverId,
                address,
                Sql.utc(now));
        for (long id : tried) {
            int counted =
                    jdbc.update("UPDATE verifications SET tries = tries + 1 WHERE id = ? AND tries < ?", id, TRIES);
            if (counted == 1) {
                List<String> hashes = jdbc.query(
                        "SELECT secret_hash FROM verifications WHERE id = ?",
                        (row, i) -> row.getString("secret_hash"),
                        id);
                byte[] given = hash(id + ":" + code.strip()).getBytes(StandardCharsets.US_ASCII);
                return hashes.stream()
                        .anyMatch(kept -> MessageDigest.isEqual(kept.getBytes(StandardCharsets.US_ASCII), given));
            }
        }
        return false;
    }

    /** How many tries of the code that was sent to an address are left; null where none is good. */
    @Nullable
    Integer triesLeft(long receiverId, String address, Instant now) {
        return jdbc
                .query(
                        "SELECT tries FROM verifications WHERE receiver_id = ? AND channel = 'SMS' AND address = ?"
                                + " AND expires_at > ?",
                        (row, i) -> TRIES - row.getInt("tries"),
                        receiverId,
                        address,
                        Sql.utc(now))
                .stream()
                .findFirst()
                .orElse(null);
    }

    /** Makes every link or code of a receiver's address worthless: it was used, or the address is another. */
    void forget(long receiverId, ChannelKind channel) {
        jdbc.update("DELETE FROM verifications WHERE receiver_id = ? AND channel = ?", receiverId, channel.name());
    }

    /**
     * Forgets links and codes that nobody used in time, a bounded number at a time. On test clocks they are left alone: by the wall
     * clock nothing of them has run out (D11).
     */
    public void forgetExpired(Instant wallNow) {
        jdbc.update(
                "DELETE FROM verifications WHERE expires_at < ?"
                        + " AND account_id IN (SELECT id FROM accounts WHERE clock_id = 0) LIMIT 5000",
                Sql.utc(wallNow));
    }

    private void insert(
            long id,
            long accountId,
            long receiverId,
            ChannelKind channel,
            String address,
            String secretHash,
            Instant expiresAt) {
        jdbc.update(
                "INSERT INTO verifications"
                        + " (id, account_id, receiver_id, channel, address, secret_hash, expires_at, tries)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
                id,
                accountId,
                receiverId,
                channel.name(),
                address,
                secretHash,
                Sql.utc(expiresAt));
    }

    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
