package io.tideover.portal.resource;

import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Policies;
import io.tideover.lifecycle.engine.Resources.Filter;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.refusal.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** An account's resources, those whose next deadline comes first before the others, by keyset. */
@Repository
class ResourceList {

    /**
     * A row of the list.
     *
     * @param deadline the end of its phase, subscription or package; null where nothing is due to change
     * @param withheld why its release is withheld, or null
     */
    record Row(
            long id,
            String name,
            String productCode,
            String region,
            BillingMode mode,
            Phase phase,
            String label,
            @Nullable Instant deadline,
            @Nullable String withheld) {}

    /** Sorts behind every deadline there can be. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final String DEADLINE = "CASE WHEN phase = 'RELEASED' THEN ? ELSE"
            + " COALESCE(phase_ends_at, scheduled_release_at, CASE WHEN phase = 'ACTIVE' THEN expires_at END, ?) END";

    private final JdbcTemplate jdbc;
    private final Policies policies;

    ResourceList(JdbcTemplate jdbc, Policies policies) {
        this.jdbc = jdbc;
        this.policies = policies;
    }

    Page<Row> page(AccountView account, Filter filter, int limit, @Nullable String cursor) {
        StringBuilder sql =
                new StringBuilder("SELECT * FROM (SELECT id, name, product_code, region, billing_mode, phase,"
                        + " episode_policy_id, withheld_reason, hold_reason, " + DEADLINE
                        + " AS deadline FROM resources WHERE account_id = ?");
        List<Object> args = new ArrayList<>(List.of(Sql.utc(NEVER), Sql.utc(NEVER), account.id()));
        if (filter.phase() != null) {
            sql.append(" AND phase = ?");
            args.add(filter.phase().name());
        }
        if (filter.productCode() != null) {
            sql.append(" AND product_code = ?");
            args.add(filter.productCode());
        }
        if (filter.billingMode() != null) {
            sql.append(" AND billing_mode = ?");
            args.add(filter.billingMode().name());
        }
        sql.append(") listed");
        if (cursor != null && !cursor.isEmpty()) {
            Key after = key(cursor);
            sql.append(" WHERE deadline > ? OR (deadline = ? AND id > ?)");
            args.addAll(List.of(Sql.utc(after.deadline()), Sql.utc(after.deadline()), after.id()));
        }
        sql.append(" ORDER BY deadline, id LIMIT ?");
        args.add(limit + 1);
        PolicyBook book = policies.book();
        List<Row> rows = jdbc.query(sql.toString(), (row, i) -> row(row, account, book), args.toArray());
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<Row> shown = List.copyOf(rows.subList(0, limit));
        Row last = shown.getLast();
        return new Page<>(shown, (last.deadline() == null ? NEVER : last.deadline()) + "_" + last.id());
    }

    /** Codes of the products that an account has resources of. */
    List<String> products(long accountId) {
        return jdbc.query(
                "SELECT DISTINCT product_code FROM resources WHERE account_id = ? ORDER BY product_code LIMIT 100",
                (row, i) -> row.getString("product_code"),
                accountId);
    }

    private record Key(Instant deadline, long id) {}

    private static Key key(String cursor) {
        int cut = cursor.lastIndexOf('_');
        try {
            Instant deadline = Instant.parse(cursor.substring(0, Math.max(0, cut)));
            if (!deadline.isAfter(NEVER) && deadline.isAfter(Instant.EPOCH)) {
                return new Key(deadline, Long.parseLong(cursor.substring(cut + 1)));
            }
        } catch (DateTimeException | NumberFormatException e) {
            throw Refusal.invalid("cursor", "is not a cursor of this list");
        }
        throw Refusal.invalid("cursor", "is not a cursor of this list");
    }

    private static Row row(ResultSet row, AccountView account, PolicyBook book) throws SQLException {
        Phase phase = Phase.valueOf(row.getString("phase"));
        Instant deadline = Sql.instant(row, "deadline");
        String hold = row.getString("hold_reason");
        return new Row(
                row.getLong("id"),
                row.getString("name"),
                row.getString("product_code"),
                row.getString("region"),
                BillingMode.valueOf(row.getString("billing_mode")),
                phase,
                phase == Phase.RETENTION ? label(row, account, book) : phase.name(),
                deadline.equals(NEVER) ? null : deadline,
                phase == Phase.RELEASED ? null : hold != null ? hold : row.getString("withheld_reason"));
    }

    private static String label(ResultSet row, AccountView account, PolicyBook book) throws SQLException {
        Long policy = Sql.longOrNull(row, "episode_policy_id");
        return policy != null && book.contains(policy)
                ? book.byId(policy).label()
                : book.inForce(
                                row.getString("product_code"),
                                BillingMode.valueOf(row.getString("billing_mode")),
                                account.tier(),
                                account.now())
                        .map(Policy::label)
                        .orElse(Phase.RETENTION.name());
    }
}
