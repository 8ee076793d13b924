package io.tideover.message.event;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The feed of events in commit order (D10). Whoever reads first numbers what was committed since, under the sequencer's lock: a position
 * that was seen has none missing before it, and none appears there later.
 */
@Service
public class EventFeed {

    /** Events in one answer. */
    public static final int MOST = 1_000;

    private static final String COLUMNS = "SELECT id, position, type, at, account_id, resource_id, product_code, data,"
            + " acknowledged_at FROM events ";

    private static final TypeReference<Map<String, String>> DATA = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final AccountClock clock;
    private final TransactionTemplate numbering;
    private final TransactionTemplate transaction;

    EventFeed(JdbcTemplate jdbc, JsonMapper json, AccountClock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.numbering = new TransactionTemplate(transactions);
        this.numbering.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        // what others numbered while the lock was waited for has to be seen
        this.numbering.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    /**
     * Events after a position, in order.
     *
     * @param after 0 to begin with the first
     * @param accountId null for those of all accounts
     */
    public List<Event> after(long after, @Nullable Long accountId, int limit) {
        number();
        StringBuilder sql = new StringBuilder(COLUMNS + "WHERE position > ?");
        List<Object> arguments = new ArrayList<>(List.of(after));
        if (accountId != null) {
            sql.append(" AND account_id = ?");
            arguments.add(accountId);
        }
        sql.append(" ORDER BY position LIMIT ?");
        arguments.add(Math.clamp(limit, 1, MOST));
        return jdbc.query(sql.toString(), (row, i) -> event(row), arguments.toArray());
    }

    /** Events by id, numbered. */
    public Map<Long, Event> byId(Collection<Long> eventIds) {
        if (eventIds.isEmpty()) {
            return Map.of();
        }
        number();
        Map<Long, Event> found = new HashMap<>();
        jdbc.query(
                COLUMNS + "WHERE id IN " + Sql.in(eventIds),
                row -> {
                    found.put(row.getLong("id"), event(row));
                },
                Sql.padded(eventIds).toArray());
        return found;
    }

    /**
     * Acknowledges events by id; those acknowledged already stay as they are.
     *
     * @param accountId null where the caller may acknowledge those of all accounts
     * @return how many were acknowledged now
     */
    public int acknowledge(Collection<Long> eventIds, @Nullable Long accountId, String by) {
        if (eventIds.isEmpty()) {
            return 0;
        }
        Integer count = transaction.execute(status -> {
            List<Object> arguments = new ArrayList<>(List.of(Sql.utc(clock.now(AccountClock.WALL)), by));
            arguments.addAll(Sql.padded(eventIds));
            String bound = "";
            if (accountId != null) {
                bound = " AND account_id = ?";
                arguments.add(accountId);
            }
            return jdbc.update(
                    "UPDATE events SET acknowledged_at = ?, acknowledged_by = ?"
                            + " WHERE acknowledged_at IS NULL AND id IN " + Sql.in(eventIds) + bound,
                    arguments.toArray());
        });
        return Objects.requireNonNullElse(count, 0);
    }

    /**
     * Freezes and releases of accounts on the wall clock that their product has not acknowledged in time, oldest first; for operators.
     */
    public List<Event> unacknowledged(Duration within, int limit) {
        number();
        Instant before = clock.now(AccountClock.WALL).minus(within);
        return jdbc.query(
                COLUMNS + "WHERE acknowledged_at IS NULL AND type IN ('resource.retention', 'resource.released')"
                        + " AND recorded_at < ? AND position IS NOT NULL"
                        + " AND account_id IN (SELECT id FROM accounts WHERE clock_id = 0)"
                        + " ORDER BY recorded_at, id LIMIT ?",
                (row, i) -> event(row),
                Sql.utc(before),
                Math.clamp(limit, 1, MOST));
    }

    /** Gives every committed event its position. */
    void number() {
        while (anyWithoutPosition()) {
            numbering.executeWithoutResult(status -> {
                Long last = jdbc.queryForObject(
                        "SELECT last_position FROM event_sequencer WHERE id = 1 FOR UPDATE", Long.class);
                long position = Objects.requireNonNullElse(last, 0L);
                List<Long> ids = jdbc.query(
                        "SELECT id FROM events WHERE position IS NULL ORDER BY recorded_at, id LIMIT " + MOST,
                        (row, i) -> row.getLong("id"));
                List<Object[]> rows = new ArrayList<>(ids.size());
                for (long id : ids) {
                    rows.add(Sql.row(++position, id));
                }
                if (!rows.isEmpty()) {
                    jdbc.batchUpdate("UPDATE events SET position = ? WHERE id = ?", rows);
                    jdbc.update("UPDATE event_sequencer SET last_position = ? WHERE id = 1", position);
                }
            });
        }
    }

    private boolean anyWithoutPosition() {
        return !jdbc.query("SELECT id FROM events WHERE position IS NULL LIMIT 1", (row, i) -> row.getLong("id"))
                .isEmpty();
    }

    private Event event(ResultSet row) throws SQLException {
        String code = row.getString("type");
        return new Event(
                row.getLong("id"),
                row.getLong("position"),
                EventType.of(code).orElseThrow(() -> new IllegalStateException("unknown event type " + code)),
                Sql.instant(row, "at"),
                row.getLong("account_id"),
                Sql.longOrNull(row, "resource_id"),
                row.getString("product_code"),
                json.readValue(row.getString("data"), DATA),
                Sql.instantOrNull(row, "acknowledged_at"));
    }
}
