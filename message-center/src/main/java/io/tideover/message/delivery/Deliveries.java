package io.tideover.message.delivery;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.routing.Destination;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The deliveries' table, and the one door through which a status in it changes. */
@Repository
class Deliveries {

    /**
     * A delivery to be stored.
     *
     * @param spell the arrears spell it dies with, or 0
     * @param now the account's now
     */
    record Draft(
            long accountId,
            long noticeId,
            int spell,
            boolean superseded,
            long clockId,
            Instant now,
            Destination destination) {

        static Draft of(Notice notice, long clockId, Instant now, Destination destination) {
            return new Draft(
                    notice.accountId(), notice.id(), notice.spell(), notice.superseded(), clockId, now, destination);
        }
    }

    /** A delivery taken by lease, as it was when it was taken. */
    record Claimed(Delivery delivery, long clockId, Locale locale, boolean withdrawn, long leaseId) {}

    /**
     * What became of an attempt.
     *
     * @param attemptAt null where there is nothing left to try
     * @param badAddress whether nothing more should be sent to the address
     */
    record Result(
            Claimed claimed,
            DeliveryStatus status,
            int attempts,
            @Nullable Instant attemptAt,
            @Nullable String provider,
            @Nullable String providerId,
            @Nullable String error,
            @Nullable Instant acceptedAt,
            boolean badAddress) {}

    /** Where a notice's open deliveries went that were withdrawn. */
    record Withdrawn(long noticeId, int spell) {}

    private static final String COLUMNS = "SELECT d.id, d.account_id, d.notice_id, d.receiver_id, d.receiver_name,"
            + " d.channel, d.address, d.fallback, d.status, d.attempts, d.queued_at, d.attempt_at, d.provider,"
            + " d.last_error, d.accepted_at, d.clock_id, d.locale, d.withdrawn, d.lease_id FROM deliveries d ";

    /** Most mails of a batch come to the same: one statement for all of them. */
    private record Outcome(
            String status,
            @Nullable Instant attemptAt,
            int attempts,
            @Nullable String provider,
            @Nullable String providerId,
            @Nullable String error,
            @Nullable Instant acceptedAt,
            long leaseId) {

        static Outcome of(Result result) {
            return new Outcome(
                    result.status().name(),
                    result.attemptAt(),
                    result.attempts(),
                    result.provider(),
                    result.providerId(),
                    SendQueue.shortened(result.error()),
                    result.acceptedAt(),
                    result.claimed().leaseId());
        }

        Object[] arguments(List<?> ids) {
            List<@Nullable Object> arguments = new ArrayList<>(Arrays.asList(Sql.row(
                    status,
                    status,
                    Sql.utcOrNull(attemptAt),
                    attempts,
                    provider,
                    providerId,
                    error,
                    Sql.utcOrNull(acceptedAt),
                    leaseId)));
            arguments.addAll(ids);
            return Sql.row(arguments.toArray());
        }
    }

    private static final String STORE = "UPDATE deliveries SET"
            + " status = CASE WHEN withdrawn = TRUE AND ? = 'RETRY' THEN 'SUPERSEDED' ELSE ? END,"
            + " attempt_at = CASE WHEN withdrawn = TRUE THEN NULL ELSE ? END,"
            + " attempts = ?, lease_id = NULL, lease_until = NULL, provider = ?, provider_id = ?,"
            + " last_error = ?, accepted_at = ? WHERE lease_id = ? AND id ";

    private static final String GIVEN_UP = "The address was given up before it was sent.";

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final SendQueue queue;
    private final boolean claimsInTwoSteps;

    Deliveries(JdbcTemplate jdbc, Ids ids, AccountClock clock, DataSource dataSource) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.queue = new SendQueue(jdbc, clock, "deliveries");
        this.claimsInTwoSteps = Sql.isH2(dataSource);
    }

    /** Stores deliveries; one that is there already for its notice, receiver and channel must not be among them (D1). */
    void insert(List<Draft> drafts) {
        if (drafts.isEmpty()) {
            return;
        }
        List<Object[]> rows = new ArrayList<>(drafts.size());
        List<Object[]> instead = new ArrayList<>();
        for (Draft draft : drafts) {
            Destination to = draft.destination();
            boolean superseded = draft.superseded();
            long id = ids.next();
            if (to.fallback()) {
                instead.add(Sql.row(id));
            }
            rows.add(Sql.row(
                    id,
                    draft.accountId(),
                    draft.noticeId(),
                    to.receiverId(),
                    to.name(),
                    to.channel().name(),
                    to.address(),
                    to.locale().toLanguageTag(),
                    to.fallback(),
                    draft.spell(),
                    draft.clockId(),
                    Sql.utc(draft.now()),
                    (superseded ? DeliveryStatus.SUPERSEDED : DeliveryStatus.PENDING).name(),
                    superseded ? null : Sql.utc(draft.now())));
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO deliveries (id, account_id, notice_id, receiver_id, receiver_name, channel, address,"
                        + " locale, fallback, spell, clock_id, queued_at, status, attempt_at, attempts, withdrawn)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, FALSE)",
                rows);
        Sql.insertAll(jdbc, "INSERT INTO deliveries_instead (delivery_id) VALUES (?)", instead);
    }

    /** As {@link #insert}, leaving out those that are there already. */
    void insertMissing(List<Draft> drafts) {
        Set<String> known = new HashSet<>();
        for (List<Long> chunk :
                Sql.chunks(drafts.stream().map(Draft::noticeId).distinct().toList())) {
            jdbc.query(
                    "SELECT notice_id, receiver_id, channel FROM deliveries WHERE notice_id IN " + Sql.in(chunk),
                    row -> {
                        known.add(key(row.getLong("notice_id"), row.getLong("receiver_id"), row.getString("channel")));
                    },
                    Sql.padded(chunk).toArray());
        }
        insert(drafts.stream()
                .filter(draft -> known.add(key(
                        draft.noticeId(),
                        draft.destination().receiverId(),
                        draft.destination().channel().name())))
                .toList());
    }

    private static String key(long noticeId, long receiverId, String channel) {
        return noticeId + "/" + receiverId + "/" + channel;
    }

    /** What was to be sent about arrears spells that ended is not sent any more (D2). Two statements, however many accounts. */
    void endSpells(Map<Long, List<Integer>> spellsByAccount) {
        List<Long> ended = new ArrayList<>();
        for (List<Long> chunk : Sql.chunks(spellsByAccount.keySet())) {
            jdbc.query(
                    "SELECT id, account_id, spell FROM deliveries WHERE account_id IN " + Sql.in(chunk)
                            + " AND status IN ('PENDING', 'RETRY', 'SENDING') AND spell <> 0",
                    row -> {
                        if (spellsByAccount
                                .getOrDefault(row.getLong("account_id"), List.of())
                                .contains(row.getInt("spell"))) {
                            ended.add(row.getLong("id"));
                        }
                    },
                    Sql.padded(chunk).toArray());
        }
        withdraw(ended, null);
    }

    /**
     * Withdraws what was not sent yet to a receiver's address, and says which notices that concerns (M2): those that had been withdrawn
     * already, because their arrears spell ended, are none.
     */
    List<Withdrawn> withdraw(long accountId, long receiverId, ChannelKind channel) {
        List<Withdrawn> concerned = new ArrayList<>();
        List<Long> open = new ArrayList<>();
        jdbc.query(
                "SELECT id, notice_id, spell FROM deliveries WHERE account_id = ? AND receiver_id = ?"
                        + " AND channel = ? AND status IN ('PENDING', 'RETRY', 'SENDING') AND withdrawn = FALSE",
                row -> {
                    open.add(row.getLong("id"));
                    concerned.add(new Withdrawn(row.getLong("notice_id"), row.getInt("spell")));
                },
                accountId,
                receiverId,
                channel.name());
        withdraw(open, GIVEN_UP);
        return concerned;
    }

    /** Supersedes what is open; what is being sent is marked, so that it is not tried again. In one step: a worker may be at it. */
    private void withdraw(List<Long> open, @Nullable String reason) {
        for (List<Long> chunk : Sql.chunks(open)) {
            List<Object> arguments = new ArrayList<>();
            arguments.add(Objects.requireNonNullElse(reason, ""));
            arguments.addAll(Sql.padded(chunk));
            // attempt_at and last_error before status: MySQL reads in a row what it has set in it
            jdbc.update(
                    "UPDATE deliveries SET withdrawn = TRUE,"
                            + " attempt_at = CASE WHEN status = 'SENDING' THEN attempt_at ELSE NULL END,"
                            + " last_error = COALESCE(NULLIF(?, ''), last_error),"
                            + " status = CASE WHEN status = 'SENDING' THEN status ELSE 'SUPERSEDED' END"
                            + " WHERE id IN " + Sql.in(chunk) + " AND status IN ('PENDING', 'RETRY', 'SENDING')",
                    arguments.toArray());
        }
    }

    /**
     * Takes up to {@code most} deliveries of a clock that are due, in the order in which they are, for as long as the lease lasts.
     * Those another worker is taking or sending are passed over (D2).
     *
     * @param now on the accounts' clock
     * @param wallNow on the wall clock, as {@code leaseUntil}
     */
    List<Claimed> claim(long clockId, Instant now, Instant wallNow, Instant leaseUntil, int most) {
        String due = "SELECT id FROM deliveries WHERE clock_id = ? AND attempt_at <= ?"
                + " AND (lease_until IS NULL OR lease_until <= ?) ORDER BY attempt_at, id LIMIT ?";
        List<Long> taken;
        if (claimsInTwoSteps) {
            // with ORDER BY and LIMIT, H2 locks everything that is due
            List<Long> candidates = longs(due, clockId, Sql.utc(now), Sql.utc(wallNow), most);
            if (candidates.isEmpty()) {
                return List.of();
            }
            List<Object> arguments = Sql.padded(candidates);
            arguments.add(Sql.utc(wallNow));
            taken = longs(
                    "SELECT id FROM deliveries WHERE id IN " + Sql.in(candidates)
                            + " AND attempt_at IS NOT NULL AND (lease_until IS NULL OR lease_until <= ?)"
                            + " FOR UPDATE SKIP LOCKED",
                    arguments.toArray());
        } else {
            taken = longs(due + " FOR UPDATE SKIP LOCKED", clockId, Sql.utc(now), Sql.utc(wallNow), most);
        }
        if (taken.isEmpty()) {
            return List.of();
        }
        long leaseId = ids.next();
        queue.take(taken, leaseId, leaseUntil);
        return jdbc.query(
                COLUMNS + "WHERE d.id IN " + Sql.in(taken) + " ORDER BY d.attempt_at, d.id",
                (row, i) -> new Claimed(
                        delivery(row),
                        row.getLong("clock_id"),
                        Locale.forLanguageTag(row.getString("locale")),
                        row.getBoolean("withdrawn"),
                        row.getLong("lease_id")),
                Sql.padded(taken).toArray());
    }

    /**
     * Stores outcomes of attempts, each only while its lease is held. One that was withdrawn while it was being sent is not tried
     * again.
     */
    void store(List<Result> results) {
        Map<Outcome, List<Long>> ids = new LinkedHashMap<>();
        results.stream()
                .sorted(Comparator.comparingLong(
                        result -> result.claimed().delivery().id()))
                .forEach(result -> ids.computeIfAbsent(Outcome.of(result), outcome -> new ArrayList<>())
                        .add(result.claimed().delivery().id()));
        List<Object[]> single = new ArrayList<>();
        ids.forEach((outcome, those) -> {
            if (those.size() == 1) {
                single.add(outcome.arguments(those));
                return;
            }
            for (List<Long> chunk : Sql.chunks(those)) {
                jdbc.update(STORE + "IN " + Sql.in(chunk), outcome.arguments(Sql.padded(chunk)));
            }
        });
        if (!single.isEmpty()) {
            jdbc.batchUpdate(STORE + "= ?", single);
        }
    }

    /** Gives deliveries back that were taken and not tried. */
    void giveBack(List<Claimed> claimed) {
        queue.giveBack(claimed.stream()
                .map(one -> new SendQueue.Taken(
                        one.delivery().id(), one.leaseId(), one.delivery().attempts()))
                .toList());
    }

    SendQueue queue() {
        return queue;
    }

    /** The deliveries of notices, in the order in which they were stored. */
    Map<Long, List<Delivery>> ofNotices(Collection<Long> noticeIds) {
        Map<Long, List<Delivery>> found = new HashMap<>();
        for (List<Long> chunk : Sql.chunks(noticeIds)) {
            jdbc.query(
                    COLUMNS + "WHERE d.notice_id IN " + Sql.in(chunk) + " ORDER BY d.id",
                    row -> {
                        found.computeIfAbsent(row.getLong("notice_id"), id -> new ArrayList<>())
                                .add(delivery(row));
                    },
                    Sql.padded(chunk).toArray());
        }
        return found;
    }

    /**
     * Those of some notices that somebody has been told, or still may be. What is withdrawn while it is being sent does not count: if it
     * fails it is not tried again.
     */
    Set<Long> told(Collection<Long> noticeIds) {
        Set<Long> told = new HashSet<>();
        for (List<Long> chunk : Sql.chunks(noticeIds)) {
            told.addAll(longs(
                    "SELECT DISTINCT notice_id FROM deliveries WHERE notice_id IN " + Sql.in(chunk)
                            + " AND (status IN ('ACCEPTED', 'DELIVERED')"
                            + " OR (status IN ('PENDING', 'RETRY', 'SENDING') AND withdrawn = FALSE))",
                    Sql.padded(chunk).toArray()));
        }
        return told;
    }

    Optional<Delivery> find(long id) {
        return jdbc.query(COLUMNS + "WHERE d.id = ?", (row, i) -> delivery(row), id).stream()
                .findFirst();
    }

    Optional<Delivery> byProviderId(String provider, String providerId) {
        return jdbc
                .query(
                        COLUMNS + "WHERE d.provider_id = ? AND d.provider = ?",
                        (row, i) -> delivery(row),
                        providerId,
                        provider)
                .stream()
                .findFirst();
    }

    /** Deliveries in a status that no operator has dismissed, newest first. */
    List<Delivery> inStatus(DeliveryStatus status, long before, int most) {
        return jdbc.query(
                COLUMNS + "WHERE d.status = ? AND d.dismissed_at IS NULL AND d.id < ? ORDER BY d.id DESC LIMIT ?",
                (row, i) -> delivery(row),
                status.name(),
                before,
                most);
    }

    /** How many are in a status and not dismissed. */
    long countInStatus(DeliveryStatus status) {
        Long count = jdbc.queryForObject(
                "SELECT COUNT(*) FROM deliveries WHERE status = ? AND dismissed_at IS NULL", Long.class, status.name());
        return count == null ? 0 : count;
    }

    /** Deliveries that went to an owner because nobody chosen could be reached, newest first (M4). */
    List<Delivery> fallbacks(long before, int most) {
        return jdbc.query(
                COLUMNS + "JOIN deliveries_instead i ON i.delivery_id = d.id WHERE i.delivery_id < ?"
                        + " ORDER BY i.delivery_id DESC LIMIT ?",
                (row, i) -> delivery(row),
                before,
                most);
    }

    boolean resend(long id, Instant now) {
        return jdbc.update(
                        "UPDATE deliveries SET status = 'PENDING', attempt_at = ?, queued_at = ?, attempts = 0,"
                                + " provider_id = NULL, last_error = NULL, accepted_at = NULL, dismissed_at = NULL,"
                                + " dismissed_by = NULL, withdrawn = FALSE"
                                + " WHERE id = ? AND status IN ('DEAD', 'BOUNCED')",
                        Sql.utc(now),
                        Sql.utc(now),
                        id)
                == 1;
    }

    /** @param givenUp whether its address is nobody's any more; otherwise what the provider said stays */
    boolean supersede(long id, boolean givenUp) {
        return jdbc.update(
                        "UPDATE deliveries SET status = 'SUPERSEDED', attempt_at = NULL,"
                                + " last_error = COALESCE(?, last_error)"
                                + " WHERE id = ? AND status IN ('DEAD', 'BOUNCED')",
                        givenUp ? GIVEN_UP : null,
                        id)
                == 1;
    }

    boolean dismiss(long id, Instant now, String by) {
        return jdbc.update(
                        "UPDATE deliveries SET dismissed_at = ?, dismissed_by = ?"
                                + " WHERE id = ? AND status IN ('DEAD', 'BOUNCED') AND dismissed_at IS NULL",
                        Sql.utc(now),
                        by,
                        id)
                == 1;
    }

    /** What a provider reports of a delivery that it accepted (D2). The first report is the last word: reports come in any order. */
    boolean report(long id, DeliveryStatus status, @Nullable String error) {
        return jdbc.update(
                        "UPDATE deliveries SET status = ?, last_error = COALESCE(?, last_error)"
                                + " WHERE id = ? AND status = 'ACCEPTED'",
                        status.name(),
                        SendQueue.shortened(error),
                        id)
                == 1;
    }

    /** Whether the arrears spell that a notice is about has ended, so that nothing of it is left to be sent (D2). */
    boolean isSpellOver(long noticeId) {
        Integer over = jdbc.queryForObject(
                "SELECT COUNT(*) FROM notices n JOIN accounts a ON a.id = n.account_id WHERE n.id = ? AND n.spell <> 0"
                        + " AND (a.spell_started_at IS NULL OR a.spells <> n.spell)",
                Integer.class,
                noticeId);
        return over != null && over > 0;
    }

    /** The arrears spell a notice dies with, for those that are routed anew. */
    int spellOf(long noticeId) {
        return jdbc.query("SELECT spell FROM notices WHERE id = ?", (row, i) -> row.getInt("spell"), noticeId).stream()
                .findFirst()
                .orElse(0);
    }

    private List<Long> longs(String sql, Object... arguments) {
        return jdbc.query(sql, (row, i) -> row.getLong(1), arguments);
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("id"),
                row.getLong("account_id"),
                row.getLong("notice_id"),
                row.getLong("receiver_id"),
                row.getString("receiver_name"),
                ChannelKind.valueOf(row.getString("channel")),
                row.getString("address"),
                row.getBoolean("fallback"),
                DeliveryStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                Sql.instant(row, "queued_at"),
                Sql.instantOrNull(row, "attempt_at"),
                row.getString("provider"),
                row.getString("last_error"),
                Sql.instantOrNull(row, "accepted_at"));
    }
}
