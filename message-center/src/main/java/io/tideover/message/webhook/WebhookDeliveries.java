package io.tideover.message.webhook;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.delivery.SendQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What endpoints are to be told, and the one door through which a status of it changes. */
@Repository
class WebhookDeliveries {

    /** A delivery to be stored, due at once. */
    record Draft(long webhookId, long accountId, long eventId, long clockId, Instant now) {}

    /** A delivery taken by lease, as it was when it was taken. */
    record Claimed(long id, @Nullable Long eventId, Instant queuedAt, int attempts, long leaseId) {}

    /**
     * What became of a try.
     *
     * @param attemptAt null where there is nothing left to try
     * @param attemptedAt on the wall clock, or null where nothing was sent
     */
    record Result(
            Claimed claimed,
            DeliveryStatus status,
            @Nullable Instant attemptAt,
            @Nullable Instant attemptedAt,
            @Nullable Integer answerStatus,
            @Nullable String answer,
            @Nullable String error) {}

    /** One as it stands; its event is read apart. */
    record Row(
            long id,
            @Nullable Long eventId,
            Instant queuedAt,
            DeliveryStatus status,
            int attempts,
            @Nullable Instant attemptAt,
            @Nullable Instant attemptedAt,
            @Nullable Integer answerStatus,
            @Nullable String answer,
            @Nullable String error) {}

    private static final String COLUMNS = "SELECT id, event_id, queued_at, status, attempts, attempt_at, attempted_at,"
            + " answer_status, answer, last_error FROM webhook_deliveries WHERE ";

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final SendQueue queue;

    WebhookDeliveries(JdbcTemplate jdbc, Ids ids, AccountClock clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.queue = new SendQueue(jdbc, clock, "webhook_deliveries");
    }

    void insert(List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return;
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO webhook_deliveries (id, webhook_id, account_id, event_id, clock_id, queued_at, status,"
                        + " attempts, attempt_at) VALUES (?, ?, ?, ?, ?, ?, 'PENDING', 0, ?)",
                drafts.stream()
                        .map(draft -> Sql.row(
                                ids.next(),
                                draft.webhookId(),
                                draft.accountId(),
                                draft.eventId(),
                                draft.clockId(),
                                Sql.utc(draft.now()),
                                Sql.utc(draft.now())))
                        .toList());
    }

    /** A test, on the wall clock and with the caller alone, so that no worker takes it. */
    Claimed insertTest(Webhook webhook, Instant now, Instant leaseUntil) {
        Claimed test = new Claimed(ids.next(), null, now, 0, ids.next());
        Long account = webhook.accountId();
        jdbc.update(
                "INSERT INTO webhook_deliveries (id, webhook_id, account_id, clock_id, queued_at, status, attempts,"
                        + " lease_until, lease_id) VALUES (?, ?, ?, 0, ?, 'SENDING', 0, ?, ?)",
                test.id(),
                webhook.id(),
                account == null ? Webhooks.EVERY_ACCOUNT : account,
                Sql.utc(now),
                Sql.utc(leaseUntil),
                test.leaseId());
        return test;
    }

    /** Whether anything of a clock is due: one indexed read. */
    boolean anyDue(long clockId, Instant now) {
        return !longs(
                        "SELECT id FROM webhook_deliveries WHERE clock_id = ? AND attempt_at <= ? LIMIT 1",
                        clockId,
                        Sql.utc(now))
                .isEmpty();
    }

    /** Endpoints that something of a clock is due to; one look into the index for each endpoint there is. */
    List<Long> webhooksWithWork(long clockId, Instant now, Instant wallNow) {
        return longs(
                "SELECT w.id FROM webhooks w WHERE EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = w.id"
                        + " AND d.clock_id = ? AND d.attempt_at <= ?"
                        + " AND (d.lease_until IS NULL OR d.lease_until <= ?))",
                clockId,
                Sql.utc(now),
                Sql.utc(wallNow));
    }

    /** Takes up to {@code most} of what is due to an endpoint, oldest first, for as long as the lease lasts (D2). */
    List<Claimed> claim(long webhookId, long clockId, Instant now, Instant wallNow, Instant leaseUntil, int most) {
        List<Long> taken = longs(
                "SELECT id FROM webhook_deliveries WHERE webhook_id = ? AND clock_id = ? AND attempt_at <= ?"
                        + " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY attempt_at, id LIMIT ?"
                        + " FOR UPDATE SKIP LOCKED",
                webhookId,
                clockId,
                Sql.utc(now),
                Sql.utc(wallNow),
                most);
        if (taken.isEmpty()) {
            return List.of();
        }
        long leaseId = ids.next();
        queue.take(taken, leaseId, leaseUntil);
        return jdbc.query(
                "SELECT id, event_id, queued_at, attempts FROM webhook_deliveries WHERE id IN " + Sql.in(taken)
                        + " ORDER BY attempt_at, id",
                (row, i) -> new Claimed(
                        row.getLong("id"),
                        Sql.longOrNull(row, "event_id"),
                        Sql.instant(row, "queued_at"),
                        row.getInt("attempts"),
                        leaseId),
                Sql.padded(taken).toArray());
    }

    /** Stores what became of tries, each only while its lease is held. */
    void store(List<Result> results) {
        jdbc.batchUpdate(
                "UPDATE webhook_deliveries SET status = ?, attempts = ?, attempt_at = ?, attempted_at = ?,"
                        + " answer_status = ?, answer = ?, last_error = ?, lease_id = NULL, lease_until = NULL"
                        + " WHERE id = ? AND lease_id = ?",
                results.stream()
                        .map(result -> Sql.row(
                                result.status().name(),
                                result.claimed().attempts() + (result.attemptedAt() == null ? 0 : 1),
                                Sql.utcOrNull(result.attemptAt()),
                                Sql.utcOrNull(result.attemptedAt()),
                                result.answerStatus(),
                                result.answer(),
                                SendQueue.shortened(result.error()),
                                result.claimed().id(),
                                result.claimed().leaseId()))
                        .toList());
    }

    /** Gives back what was taken and not tried. */
    void giveBack(List<Claimed> claimed) {
        queue.giveBack(claimed.stream()
                .map(one -> new SendQueue.Taken(one.id(), one.leaseId(), one.attempts()))
                .toList());
    }

    SendQueue queue() {
        return queue;
    }

    /** What an endpoint was told, newest first. */
    List<Row> page(long webhookId, long before, int most) {
        return jdbc.query(
                COLUMNS + "webhook_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                (row, i) -> row(row),
                webhookId,
                before,
                most);
    }

    Optional<Row> find(long id) {
        return jdbc.query(COLUMNS + "id = ?", (row, i) -> row(row), id).stream().findFirst();
    }

    /** Forgets what was queued before an instant and is settled, a bounded number at a time. */
    void forgetBefore(Instant before) {
        jdbc.update(
                "DELETE FROM webhook_deliveries WHERE queued_at < ? AND attempt_at IS NULL LIMIT 5000",
                Sql.utc(before));
    }

    private static Row row(ResultSet row) throws SQLException {
        int status = row.getInt("answer_status");
        Integer answerStatus = row.wasNull() ? null : status;
        return new Row(
                row.getLong("id"),
                Sql.longOrNull(row, "event_id"),
                Sql.instant(row, "queued_at"),
                DeliveryStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                Sql.instantOrNull(row, "attempt_at"),
                Sql.instantOrNull(row, "attempted_at"),
                answerStatus,
                row.getString("answer"),
                row.getString("last_error"));
    }

    private List<Long> longs(String sql, Object... arguments) {
        return jdbc.query(sql, (row, i) -> row.getLong(1), arguments);
    }
}
