package io.tideover.bench;

import io.tideover.lifecycle.engine.Policies;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.policy.BillingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Fills a database with accounts in arrears, each with resources in GRACE, in set-based batches: some are due to be frozen at an
 * instant, the rest much later.
 */
public final class Fleet {

    public static final Instant OVERDUE_SINCE = Instant.parse("2026-01-01T00:00:00Z");
    public static final Instant FREEZE_AT = Instant.parse("2026-01-16T00:00:00Z");

    /** Ids below the first block that the application takes, and above any that a former fleet took. */
    private static final long FIRST_ID = 1_000_000_000L;

    /** Ids that an account and what belongs to it take. */
    private static final int IDS_EACH = 4;

    private static final int BATCH = 5_000;
    private static final int MOST_COPIED = 50_000;

    private final JdbcTemplate jdbc;
    private final long policyId;
    private long nextId;

    public Fleet(JdbcTemplate jdbc, Policies policies) {
        this.jdbc = jdbc;
        this.policyId = policies.book()
                .inForce("dws", BillingMode.PAY_AS_YOU_GO, null, OVERDUE_SINCE)
                .orElseThrow()
                .id();
        Long most = jdbc.queryForObject("SELECT COALESCE(MAX(id), 0) FROM resources", Long.class);
        this.nextId = Math.max(FIRST_ID, (most == null ? 0 : most) + 10);
    }

    /** Adds accounts of one resource each, all due to be frozen at an instant. */
    public void add(int accounts, Instant freezeAt) {
        long first = nextId;
        int done = Math.min(BATCH, accounts);
        addBatch(done, freezeAt);
        while (done < accounts) {
            // the server copies what is there already: many times as fast as sending it
            int more = Math.min(Math.min(done, MOST_COPIED), accounts - done);
            copy(first, first + (long) more * IDS_EACH, nextId - first);
            nextId += (long) more * IDS_EACH;
            done += more;
        }
    }

    private void copy(long from, long to, long by) {
        copy(
                "accounts",
                "id, name, currency, time_zone, locale, clock_id, created_at, cash_balance, credit_limit, credit_used,"
                        + " alert_enabled, alert_repeats, spells, spell_started_at, arrears_since, clock_from,"
                        + " processed_at, next_action_at, sequence, braked, sweep_failures, resource_count",
                "id + %d, CONCAT('Account ', id + %d), currency, time_zone, locale, clock_id, created_at, cash_balance,"
                        + " credit_limit, credit_used, alert_enabled, alert_repeats, spells, spell_started_at,"
                        + " arrears_since, clock_from, processed_at, next_action_at, sequence, braked, sweep_failures,"
                        + " resource_count",
                "id",
                from,
                to,
                by);
        copy(
                "bills",
                "id, account_id, sequence, product_code, amount, outstanding, due_at, status, recorded_at, time_zone,"
                        + " card_tried_until",
                "id + %d, account_id + %d, sequence, product_code, amount, outstanding, due_at, status, recorded_at,"
                        + " time_zone, card_tried_until",
                "account_id",
                from,
                to,
                by);
        copy(
                "resources",
                "id, account_id, product_code, region, name, resource_name, live_name, registered_at, billing_mode,"
                        + " payg_since, phase, phase_since, episode_number, episode_clock, episode_zone,"
                        + " episode_policy_id, phase_ends_at, extension_days, reminded_until, guard_from,"
                        + " next_action_at",
                "id + %d, account_id + %d, product_code, region, CONCAT('cluster-', account_id + %d),"
                        + " CONCAT('dws:cn-1:', account_id + %d, ':cluster/cluster-', account_id + %d),"
                        + " CONCAT('dws:cn-1:', account_id + %d, ':cluster/cluster-', account_id + %d), registered_at,"
                        + " billing_mode, payg_since, phase, phase_since, episode_number, episode_clock, episode_zone,"
                        + " episode_policy_id, phase_ends_at, extension_days, reminded_until, guard_from,"
                        + " next_action_at",
                "account_id",
                from,
                to,
                by);
        copy(
                "receivers",
                "id, account_id, owner, name, name_key, email, email_verified_at, created_at",
                "id + %d, account_id + %d, owner, name, name_key, CONCAT('owner-', account_id + %d, '@example.com'),"
                        + " email_verified_at, created_at",
                "account_id",
                from,
                to,
                by);
        copy(
                "transitions",
                "account_id, sequence, resource_id, episode, from_phase, to_phase, effective_at, recorded_at, reason",
                "account_id + %d, sequence, resource_id + %d, episode, from_phase, to_phase, effective_at, recorded_at,"
                        + " reason",
                "account_id",
                from,
                to,
                by);
    }

    private void copy(String table, String columns, String values, String key, long from, long to, long by) {
        jdbc.update("INSERT INTO " + table + " (" + columns + ") SELECT "
                + values.replace("%d", Long.toString(by)) + " FROM " + table + " WHERE " + key + " >= " + from + " AND "
                + key + " < " + to + (table.equals("transitions") ? " AND sequence = 2" : ""));
    }

    private void addBatch(int accounts, Instant freezeAt) {
        List<Object[]> accountRows = new ArrayList<>();
        List<Object[]> billRows = new ArrayList<>();
        List<Object[]> resourceRows = new ArrayList<>();
        List<Object[]> receiverRows = new ArrayList<>();
        List<Object[]> transitionRows = new ArrayList<>();
        Object since = Sql.utc(OVERDUE_SINCE);
        // the last reminder is sent, so that the freeze is what comes next
        Object reminded = Sql.utc(freezeAt.minus(Duration.ofDays(1)));
        Object due = Sql.utc(freezeAt);
        for (int i = 0; i < accounts; i++) {
            long id = nextId;
            nextId += IDS_EACH;
            accountRows.add(Sql.row(id, "Account " + id, since, since, since, since, reminded, due));
            billRows.add(Sql.row(id + 1, id, since, since, since));
            resourceRows.add(Sql.row(
                    id + 2,
                    id,
                    "cluster-" + id,
                    "dws:cn-1:" + id + ":cluster/cluster-" + id,
                    "dws:cn-1:" + id + ":cluster/cluster-" + id,
                    since,
                    since,
                    since,
                    since,
                    policyId,
                    due,
                    reminded,
                    since,
                    due));
            receiverRows.add(Sql.row(id + 3, id, "owner-" + id + "@example.com", since, since));
            transitionRows.add(Sql.row(id, 2, id + 2, "ACTIVE", "GRACE", since, since));
        }
        jdbc.batchUpdate(
                "INSERT INTO accounts (id, name, currency, time_zone, locale, clock_id, created_at, cash_balance,"
                        + " credit_limit, credit_used, alert_enabled, alert_repeats, spells, spell_started_at,"
                        + " arrears_since, clock_from, processed_at, next_action_at, sequence, braked, sweep_failures,"
                        + " resource_count)"
                        + " VALUES (?, ?, 'CNY', 'UTC', 'en', 0, ?, 0, 0, 0, FALSE, 3, 1, ?, ?, ?, ?, ?, 10, FALSE, 0, 1)",
                accountRows);
        jdbc.batchUpdate(
                "INSERT INTO bills (id, account_id, sequence, product_code, amount, outstanding, due_at, status,"
                        + " recorded_at, time_zone, card_tried_until)"
                        + " VALUES (?, ?, 1, 'dws', 100, 100, ?, 'OVERDUE', ?, 'UTC', ?)",
                billRows);
        jdbc.batchUpdate(
                "INSERT INTO resources (id, account_id, product_code, region, name, resource_name, live_name,"
                        + " registered_at, billing_mode, payg_since, phase, phase_since, episode_number, episode_clock,"
                        + " episode_zone, episode_policy_id, phase_ends_at, extension_days, reminded_until, guard_from,"
                        + " next_action_at) VALUES (?, ?, 'dws', 'cn-1', ?, ?, ?, ?, 'PAY_AS_YOU_GO', ?, 'GRACE', ?, 1,"
                        + " ?, 'UTC', ?, ?, 0, ?, ?, ?)",
                resourceRows);
        jdbc.batchUpdate(
                "INSERT INTO receivers (id, account_id, owner, name, name_key, email, email_verified_at, created_at)"
                        + " VALUES (?, ?, TRUE, 'Account owner', 'account owner', ?, ?, ?)",
                receiverRows);
        jdbc.batchUpdate(
                "INSERT INTO transitions (account_id, sequence, resource_id, episode, from_phase, to_phase,"
                        + " effective_at, recorded_at, reason) VALUES (?, ?, ?, 1, ?, ?, ?, ?, 'ARREARS')",
                transitionRows);
    }
}
