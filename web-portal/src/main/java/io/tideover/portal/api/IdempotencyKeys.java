package io.tideover.portal.api;

import io.tideover.lifecycle.engine.Sql;
import io.tideover.scheduler.sweep.Work;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Idempotency keys and what was answered under them (F6). A key is claimed in a transaction of its own, and spent in the one that does
 * the work, so that neither is ever there without the other; a worker that died leaves a claim whose lease runs out.
 */
@Service
class IdempotencyKeys implements Work.Housekeeping {

    /** How long an answer is kept. */
    static final Duration KEPT = Duration.ofDays(7);

    /** How long a call may take before another one with its key takes over. */
    static final Duration LEASE = Duration.ofMinutes(2);

    /** The first answer. */
    record Stored(
            int status,
            @Nullable String contentType,
            @Nullable String location,
            String body) {}

    /** What became of the attempt to claim a key. */
    sealed interface Claim {}

    /** The caller may go on; {@code owner} proves that the claim is still its own. */
    record Granted(String id, String owner) implements Claim {}

    /** It was spent by the same request. */
    record Spent(Stored answer) implements Claim {}

    /** It was spent by another request. */
    record Reused() implements Claim {}

    /** The first call with it is still being worked on. */
    record InFlight() implements Claim {}

    private record Row(String state, String requestHash, Instant leaseUntil, Instant createdAt, Stored answer) {}

    private static final String IN_FLIGHT = "IN_FLIGHT";
    private static final String DONE = "DONE";

    private final JdbcTemplate jdbc;
    private final Clock clock;

    IdempotencyKeys(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Claims a key for a request. Runs outside a transaction, each statement in its own. */
    Claim claim(long apiKeyId, String method, String path, String key, byte[] asked) {
        String id = hash((apiKeyId + "\n" + method + "\n" + path + "\n" + key).getBytes(StandardCharsets.UTF_8));
        String requestHash = hash(asked);
        String owner = UUID.randomUUID().toString();
        Instant now = clock.instant();
        Optional<Row> known = find(id);
        if (known.isPresent() && known.get().createdAt().isBefore(now.minus(KEPT)) && isDone(known.get())) {
            jdbc.update(
                    "DELETE FROM idempotency_keys WHERE id = ? AND state = '" + DONE + "' AND created_at < ?",
                    id,
                    Sql.utc(now.minus(KEPT)));
            known = Optional.empty();
        }
        if (known.isEmpty()) {
            try {
                jdbc.update(
                        "INSERT INTO idempotency_keys (id, owner, state, request_hash, lease_until, created_at)"
                                + " VALUES (?, ?, '" + IN_FLIGHT + "', ?, ?, ?)",
                        id,
                        owner,
                        requestHash,
                        Sql.utc(now.plus(LEASE)),
                        Sql.utc(now));
                return new Granted(id, owner);
            } catch (DuplicateKeyException e) {
                known = find(id);
            }
        }
        // gone meanwhile: its call was refused a moment ago, and the caller may ask again
        return known.isEmpty() ? new InFlight() : claim(known.get(), id, owner, requestHash, now);
    }

    private Claim claim(Row row, String id, String owner, String requestHash, Instant now) {
        if (isDone(row)) {
            return row.requestHash().equals(requestHash) ? new Spent(row.answer()) : new Reused();
        }
        int taken = jdbc.update(
                "UPDATE idempotency_keys SET owner = ?, request_hash = ?, lease_until = ?, created_at = ?"
                        + " WHERE id = ? AND state = '" + IN_FLIGHT + "' AND lease_until < ?",
                owner,
                requestHash,
                Sql.utc(now.plus(LEASE)),
                Sql.utc(now),
                id,
                Sql.utc(now));
        return taken == 1 ? new Granted(id, owner) : new InFlight();
    }

    /** Spends a claimed key on an answer, in the transaction that did the work. False: another call has taken over. */
    boolean spend(Granted claim, Stored answer) {
        return jdbc.update(
                        "UPDATE idempotency_keys SET state = '" + DONE
                                + "', status = ?, content_type = ?, location = ?, response_body = ?"
                                + " WHERE id = ? AND owner = ? AND state = '" + IN_FLIGHT + "'",
                        Sql.row(
                                answer.status(),
                                answer.contentType(),
                                answer.location(),
                                answer.body(),
                                claim.id(),
                                claim.owner()))
                == 1;
    }

    /** Gives a claimed key back unspent. False: another call has taken over. */
    boolean release(Granted claim) {
        return jdbc.update(
                        "DELETE FROM idempotency_keys WHERE id = ? AND owner = ? AND state = '" + IN_FLIGHT + "'",
                        claim.id(),
                        claim.owner())
                == 1;
    }

    /** Forgets keys once nobody may come back with them, but for those still being worked on. */
    @Override
    public void clearUp(Instant now) {
        Instant before = now.minus(KEPT);
        jdbc.update(
                "DELETE FROM idempotency_keys WHERE created_at < ? AND (state = '" + DONE
                        + "' OR lease_until < ?) LIMIT 5000",
                Sql.utc(before),
                Sql.utc(before));
    }

    private Optional<Row> find(String id) {
        return jdbc
                .query(
                        "SELECT * FROM idempotency_keys WHERE id = ?",
                        (row, i) -> {
                            String body = row.getString("response_body");
                            return new Row(
                                    row.getString("state"),
                                    row.getString("request_hash"),
                                    Sql.instant(row, "lease_until"),
                                    Sql.instant(row, "created_at"),
                                    new Stored(
                                            row.getInt("status"),
                                            row.getString("content_type"),
                                            row.getString("location"),
                                            body == null ? "" : body));
                        },
                        id)
                .stream()
                .findFirst();
    }

    private static boolean isDone(Row row) {
        return row.state().equals(DONE);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
