package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.decision.Outlook;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** What access decisions go by, read for many subjects at once. */
@Repository
public class AccessFacts {

    /** What is known of a resource. */
    public record OfResource(
            String resourceName,
            BillingMode mode,
            Phase phase,
            Policy policy,
            @Nullable Instant deadline) {}

    /** What is known of an account and, where one was asked about, a resource of it. */
    public record Facts(
            long accountId, Money arrears, @Nullable OfResource resource) {}

    private final JdbcTemplate jdbc;
    private final AccountStore store;
    private final LifecycleEngine engine;
    private final Policies policies;
    private final Snapshot snapshot;

    AccessFacts(JdbcTemplate jdbc, AccountStore store, LifecycleEngine engine, Policies policies, Snapshot snapshot) {
        this.jdbc = jdbc;
        this.store = store;
        this.engine = engine;
        this.policies = policies;
        this.snapshot = snapshot;
    }

    /** By full resource name; of several the live one, else the newest. */
    public Map<String, Facts> byName(Collection<String> names) {
        return names.isEmpty() ? Map.of() : snapshot.read(() -> ofNames(names));
    }

    private Map<String, Facts> ofNames(Collection<String> names) {
        Map<String, Facts> byName = new HashMap<>();
        PolicyBook book = policies.book();
        List<Resource> found = store.find(
                book,
                "r.resource_name IN " + Sql.in(names) + " ORDER BY r.id",
                Sql.padded(names).toArray());
        Map<Long, Facts> facts = facts(found, book);
        Map<String, Resource> preferred = new HashMap<>();
        for (Resource resource : found) {
            // in the order of ids: a later one replaces an earlier one unless that lives
            preferred.merge(resource.resourceName(), resource, (old, one) -> old.isReleased() ? one : old);
        }
        preferred.forEach((name, resource) -> byName.put(name, AccountRows.required(facts.get(resource.id()))));
        return byName;
    }

    public Map<Long, Facts> byId(Collection<Long> resourceIds) {
        if (resourceIds.isEmpty()) {
            return Map.of();
        }
        return snapshot.read(() -> {
            PolicyBook book = policies.book();
            return facts(
                    store.find(
                            book,
                            "r.id IN " + Sql.in(resourceIds),
                            Sql.padded(resourceIds).toArray()),
                    book);
        });
    }

    public Map<Long, Facts> ofAccounts(Collection<Long> accountIds) {
        Map<Long, Facts> facts = new HashMap<>();
        if (!accountIds.isEmpty()) {
            arrears(accountIds).forEach((id, arrears) -> facts.put(id, new Facts(id, arrears, null)));
        }
        return facts;
    }

    private Map<Long, Facts> facts(List<Resource> resources, PolicyBook book) {
        Map<Long, Facts> facts = new HashMap<>();
        if (resources.isEmpty()) {
            return facts;
        }
        Map<Long, List<Resource>> byAccount = resources.stream().collect(Collectors.groupingBy(Resource::accountId));
        Map<Long, AccountRows.Row> accounts = store.read(byAccount.keySet());
        Map<Long, Money> arrears = arrears(byAccount.keySet());
        accounts.forEach((id, row) -> engine.bringUp(row, AccountRows.required(byAccount.get(id))));
        for (Resource resource : resources) {
            var account =
                    AccountRows.required(accounts.get(resource.accountId())).account();
            Outlook.Step next = Outlook.next(book, account, resource);
            var episode = resource.episode();
            Policy policy = episode != null
                    ? episode.policy()
                    : book.inForce(
                                    resource.productCode(),
                                    resource.billingMode(),
                                    account.tier(),
                                    account.processedAt())
                            .orElseThrow();
            facts.put(
                    resource.id(),
                    new Facts(
                            account.id(),
                            AccountRows.required(arrears.get(account.id())),
                            new OfResource(
                                    resource.resourceName(),
                                    resource.billingMode(),
                                    resource.phase(),
                                    policy,
                                    next == null ? null : next.at())));
        }
        return facts;
    }

    /** What each account owes; zero where nothing is overdue. */
    private Map<Long, Money> arrears(Collection<Long> ids) {
        Map<Long, Money> arrears = new HashMap<>();
        jdbc.query(
                "SELECT a.id, a.currency, COALESCE(SUM(b.outstanding), 0) AS arrears FROM accounts a"
                        + " LEFT JOIN bills b ON b.account_id = a.id AND b.status = 'OVERDUE' WHERE a.id IN "
                        + Sql.in(ids) + " GROUP BY a.id, a.currency",
                row -> {
                    arrears.put(
                            row.getLong("id"), Sql.money(row, "arrears", CurrencyUnit.of(row.getString("currency"))));
                },
                Sql.padded(ids).toArray());
        return arrears;
    }
}
