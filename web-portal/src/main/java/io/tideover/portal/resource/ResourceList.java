package io.tideover.portal.resource;

import io.tideover.lifecycle.decision.Outlook;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Policies;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Resources.Filter;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.Resource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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
     * @param held whether support holds its release; why is for operators
     * @param guarded whether its release waits for a final notice
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
            boolean held,
            boolean guarded) {}

    /** What stands for no deadline, and sorts behind all there can be; what is released sorts behind it. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final Instant RELEASED = Instant.parse("9999-12-31T00:00:00Z");

    /** A cursor of the list in the order of registration. */
    private static final Pattern ID = Pattern.compile("\\d{1,18}");

    private final JdbcTemplate jdbc;
    private final Policies policies;
    private final Resources resources;

    ResourceList(JdbcTemplate jdbc, Policies policies, Resources resources) {
        this.jdbc = jdbc;
        this.policies = policies;
        this.resources = resources;
    }

    /** While the account's resources still follow what it decided (S8), those are shown in the order of their registration. */
    Page<Row> page(AccountView account, Filter filter, int limit, @Nullable String cursor) {
        boolean byId = cursor != null && ID.matcher(cursor).matches();
        if (account.following()) {
            Page<ResourceView> page = resources.list(account.id(), filter, limit, byId ? cursor : null);
            return new Page<>(page.items().stream().map(ResourceList::row).toList(), page.nextCursor());
        }
        return stored(account, filter, limit, byId ? null : cursor);
    }

    private Page<Row> stored(AccountView account, Filter filter, int limit, @Nullable String cursor) {
        StringBuilder sql = new StringBuilder("SELECT id, name, product_code, region, billing_mode, phase,"
                + " episode_policy_id, withheld_reason, hold_reason, deadline FROM resources WHERE account_id = ?");
        List<Object> args = new ArrayList<>();
        args.add(account.id());
        if (filter.phase() != null) {
            sql.append(" AND phase = ?");
            args.add(filter.phase().name());
        }
        if (filter.phase() == Phase.RELEASED) {
            // they lie together at the end of the index: all the others need not be passed first
            sql.append(" AND deadline = ?");
            args.add(Sql.utc(RELEASED));
        }
        if (filter.productCode() != null) {
            sql.append(" AND product_code = ?");
            args.add(filter.productCode());
        }
        if (filter.billingMode() != null) {
            sql.append(" AND billing_mode = ?");
            args.add(filter.billingMode().name());
        }
        if (cursor != null && !cursor.isEmpty()) {
            Key after = Key.parse(cursor);
            sql.append(" AND deadline >= ? AND (deadline > ? OR id > ?)");
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
        return new Page<>(shown, Key.of(shown.getLast()).toString());
    }

    /** Codes of the products that an account has resources of. */
    List<String> products(long accountId) {
        return jdbc.query(
                "SELECT DISTINCT product_code FROM resources WHERE account_id = ? ORDER BY product_code LIMIT 100",
                (row, i) -> row.getString("product_code"),
                accountId);
    }

    /** A row's place in the list. */
    private record Key(Instant deadline, long id) {

        static Key of(Row row) {
            Instant stored = row.phase() == Phase.RELEASED ? RELEASED : NEVER;
            return new Key(row.deadline() == null ? stored : row.deadline(), row.id());
        }

        static Key parse(String cursor) {
            int cut = cursor.lastIndexOf('_');
            try {
                Instant deadline = Instant.parse(cursor.substring(0, Math.max(0, cut)));
                if (!deadline.isAfter(RELEASED) && deadline.isAfter(Instant.EPOCH)) {
                    return new Key(deadline, Long.parseLong(cursor.substring(cut + 1)));
                }
            } catch (DateTimeException | NumberFormatException e) {
                throw Refusal.invalid("cursor", "is not a cursor of this list");
            }
            throw Refusal.invalid("cursor", "is not a cursor of this list");
        }

        @Override
        public String toString() {
            return deadline + "_" + id;
        }
    }

    private static Row row(ResourceView view) {
        Resource resource = view.resource();
        Phase phase = resource.phase();
        Outlook.Step next = view.next();
        return new Row(
                resource.id(),
                resource.name(),
                resource.productCode(),
                resource.region(),
                resource.billingMode(),
                phase,
                phase == Phase.RETENTION ? view.label() : phase.name(),
                next == null ? null : next.at(),
                resource.hold() != null && !resource.isReleased(),
                resource.withheldReason() != null && !resource.isReleased());
    }

    private static Row row(ResultSet row, AccountView account, PolicyBook book) throws SQLException {
        Phase phase = Phase.valueOf(row.getString("phase"));
        Instant deadline = Sql.instant(row, "deadline");
        boolean released = phase == Phase.RELEASED;
        return new Row(
                row.getLong("id"),
                row.getString("name"),
                row.getString("product_code"),
                row.getString("region"),
                BillingMode.valueOf(row.getString("billing_mode")),
                phase,
                phase == Phase.RETENTION ? label(row, account, book) : phase.name(),
                deadline.isBefore(NEVER) ? deadline : null,
                !released && row.getString("hold_reason") != null,
                !released && row.getString("withheld_reason") != null);
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
