package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.billing.Amounts;
import io.tideover.lifecycle.decision.Outlook;
import io.tideover.lifecycle.decision.Renewal;
import io.tideover.lifecycle.decision.ResourceActions;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.engine.AccountStore.Reach;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.policy.Product;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Resources: registering them, what may be done to them, and how they stand. */
@Service
public class Resources {

    /**
     * A resource as pages and the API show it.
     *
     * @param policy the version its episode follows, or the one in force
     * @param next what comes next and when, or null
     * @param releasable whether an operator can release it by hand now (R5)
     */
    public record ResourceView(Resource resource, Policy policy, Outlook.@Nullable Step next, boolean releasable) {

        /** What the phase is called: RETENTION by the policy's label. */
        public String label() {
            return switch (resource.phase()) {
                case ACTIVE -> "Active";
                case GRACE -> "Grace";
                case RETENTION -> policy.label();
                case RELEASED -> "Released";
            };
        }

        /** R5: why the release is withheld; null where it is not. */
        public @Nullable String withheld() {
            return Outlook.withheld(resource);
        }

        /** R6: whether its retention ends only when an operator says so. */
        public boolean schedulable() {
            return resource.phase() == Phase.RETENTION && resource.phaseEndsAt() == null;
        }

        /** R1: whether use goes on being charged. */
        public boolean charging() {
            return switch (resource.phase()) {
                case ACTIVE, GRACE -> true;
                case RETENTION -> policy.chargedInRetention();
                case RELEASED -> false;
            };
        }
    }

    /** A stored transition. */
    public record TransitionView(
            @Nullable Phase from,
            Phase to,
            Instant effectiveAt,
            Instant recordedAt,
            TransitionReason reason,
            @Nullable String detail,
            int episode) {}

    /** Days that support granted, why, and who did (R9). */
    public record Extension(int days, String reason, String grantedBy, Instant at) {}

    /** A resource whose release is withheld, for operators. */
    public record Withheld(long accountId, String accountName, ResourceView view) {}

    /** What a list of resources shows; nulls show all. */
    public record Filter(
            @Nullable Phase phase,
            @Nullable String productCode,
            @Nullable BillingMode billingMode) {

        public static final Filter ALL = new Filter(null, null, null);
    }

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_EXTENSION_DAYS = 3650;
    private static final int LOOKED_AT_ONCE = 500;
    private static final int MOST_LOOKED_AT = 5_000;

    private final LifecycleEngine engine;
    private final AccountStore store;
    private final Policies policies;
    private final Ids ids;
    private final JdbcTemplate jdbc;
    private final Snapshot snapshot;

    Resources(
            LifecycleEngine engine,
            AccountStore store,
            Policies policies,
            Ids ids,
            JdbcTemplate jdbc,
            Snapshot snapshot) {
        this.engine = engine;
        this.store = store;
        this.policies = policies;
        this.ids = ids;
        this.jdbc = jdbc;
        this.snapshot = snapshot;
    }

    /** R11: registers a resource; denied in arrears, as every purchase (R2). */
    public ResourceView register(
            long accountId,
            @Nullable String name,
            @Nullable String productCode,
            @Nullable String region,
            @Nullable BillingMode mode,
            @Nullable Instant expiresAt) {
        try {
            return engine.execute(accountId, Reach.DUE, null, (run, now) -> {
                Resource resource = newResource(run.account(), name, productCode, region, mode, expiresAt, now);
                if (run.account().inArrears()) {
                    throw Refusal.inArrears();
                }
                store.insert(resource);
                run.state().resources().add(resource);
                run.phases().register(resource);
                return view(resource, run.account(), run.terms().policies(), now);
            });
        } catch (DuplicateKeyException e) {
            throw Refusal.conflict("RESOURCE_NAME_TAKEN", "There is a resource with this name that is not released.");
        }
    }

    private Resource newResource(
            Account account,
            @Nullable String name,
            @Nullable String productCode,
            @Nullable String region,
            @Nullable BillingMode mode,
            @Nullable Instant expiresAt,
            Instant now) {
        String code = productCode(productCode);
        String place = Accounts.text("region", region, 64);
        String called = Accounts.text("name", name, 200);
        if (mode == null) {
            throw Refusal.invalid("billingMode", "must be one of SUBSCRIPTION, PAY_AS_YOU_GO, PACKAGE");
        }
        if (mode == BillingMode.PAY_AS_YOU_GO && expiresAt != null) {
            throw Refusal.invalid("expiresAt", "must not be given for PAY_AS_YOU_GO");
        }
        if (mode != BillingMode.PAY_AS_YOU_GO && expiresAt == null) {
            throw Refusal.invalid("expiresAt", "is required for {}", mode);
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw Refusal.invalid("expiresAt", "must be after now");
        }
        requirePolicies(code, mode, account, expiresAt == null ? now : expiresAt);
        Product product = policies.product(code);
        return new Resource(new Resource.Snapshot(
                ids.next(),
                account.id(),
                code,
                place,
                called,
                product.resourceName(place, Long.toString(account.id()), called),
                now,
                mode,
                expiresAt,
                now,
                Phase.ACTIVE,
                now,
                0,
                null,
                null,
                0,
                null,
                now.minusNanos(1_000),
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                0));
    }

    /** R11: no policy at all is an error now, not later. A package will need one for pay-as-you-go as well. */
    private void requirePolicies(String code, BillingMode mode, Account account, Instant at) {
        PolicyBook book = policies.book();
        boolean all = book.inForce(code, mode, account.tier(), at).isPresent()
                && (mode != BillingMode.PACKAGE
                        || book.inForce(code, BillingMode.PAY_AS_YOU_GO, account.tier(), at)
                                .isPresent());
        if (!all) {
            throw Refusal.invalid("productCode", "has no policy for {}", mode);
        }
    }

    /** R8. */
    public ResourceView renew(long resourceId, @Nullable String period, @Nullable String price) {
        return with(
                resourceId,
                (run, resource, now) -> Renewal.renew(
                        run, resource, period(period), Amounts.notNegative("price", price, currency(run)), now));
    }

    /**
     * R8, once.
     *
     * @param end when it ended as the caller saw it; where it does not any more it has been renewed meanwhile, and this is refused
     */
    public ResourceView renew(long resourceId, Period period, Money price, Instant end) {
        return with(resourceId, (run, resource, now) -> {
            if (!end.equals(resource.expiresAt())) {
                throw Refusal.conflict("ALREADY_RENEWED", "It has been renewed since this page was opened.");
            }
            Renewal.renew(run, resource, period, price, now);
        });
    }

    /** R9. */
    public ResourceView extend(long resourceId, @Nullable Integer days, @Nullable String reason, String by) {
        return with(resourceId, (run, resource, now) -> {
            int many = days == null ? 0 : days;
            Refusal.ofAll(() -> requireDays(many), () -> Accounts.text("reason", reason, 500));
            String why = Accounts.text("reason", reason, 500);
            ResourceActions.extend(resource, many, now);
            jdbc.update(
                    "INSERT INTO extensions (account_id, sequence, resource_id, days, reason, granted_by, at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    resource.accountId(),
                    run.account().nextSequence(),
                    resourceId,
                    many,
                    why,
                    by,
                    Sql.utc(now));
        });
    }

    private static void requireDays(int days) {
        if (days < 1 || days > MOST_EXTENSION_DAYS) {
            throw Refusal.invalid("days", "must be between 1 and {}", MOST_EXTENSION_DAYS);
        }
    }

    /** R9: what support has extended of a resource, oldest first. */
    public List<Extension> extensions(long resourceId) {
        return jdbc.query(
                "SELECT days, reason, granted_by, at FROM extensions WHERE account_id = ? AND resource_id = ? ORDER BY"
                        + " sequence",
                (row, i) -> new Extension(
                        row.getInt("days"),
                        row.getString("reason"),
                        row.getString("granted_by"),
                        Sql.instant(row, "at")),
                accountOf(resourceId),
                resourceId);
    }

    public ResourceView hold(long resourceId, @Nullable String reason, String by) {
        return with(
                resourceId,
                (run, resource, now) -> ResourceActions.hold(resource, Accounts.text("reason", reason, 500), by, now));
    }

    public ResourceView liftHold(long resourceId) {
        return with(resourceId, ResourceActions::liftHold);
    }

    /** R6. */
    public ResourceView scheduleRelease(long resourceId, @Nullable Instant at) {
        return with(resourceId, (run, resource, now) -> {
            if (at == null) {
                throw Refusal.invalid("at", "is required");
            }
            ResourceActions.scheduleRelease(run, resource, at, now);
        });
    }

    public ResourceView cancelScheduledRelease(long resourceId) {
        return with(resourceId, (run, resource, now) -> ResourceActions.cancelScheduledRelease(resource, now));
    }

    /** R5: releases a withheld resource by hand. */
    public ResourceView releaseByHand(long resourceId, @Nullable String reason) {
        return with(
                resourceId,
                (run, resource, now) ->
                        ResourceActions.releaseByHand(run, resource, Accounts.text("reason", reason, 500), now));
    }

    /** R12. */
    public ResourceView autoRenew(long resourceId, @Nullable String period, @Nullable String price) {
        return with(
                resourceId,
                (run, resource, now) -> ResourceActions.autoRenew(
                        resource, period(period), Amounts.notNegative("price", price, currency(run)), now));
    }

    /** R12. */
    public ResourceView autoRenew(long resourceId, Period period, Money price) {
        return with(resourceId, (run, resource, now) -> ResourceActions.autoRenew(resource, period, price, now));
    }

    /** R12. */
    public ResourceView stopAutoRenewal(long resourceId) {
        return with(resourceId, (run, resource, now) -> ResourceActions.stopAutoRenewal(resource));
    }

    /** R12. */
    public ResourceView changeBillingMode(
            long resourceId, @Nullable BillingMode mode, @Nullable Instant expiresAt, @Nullable String price) {
        return with(resourceId, (run, resource, now) -> {
            if (mode == null) {
                throw Refusal.invalid("billingMode", "must be PACKAGE or SUBSCRIPTION");
            }
            if (expiresAt == null) {
                throw Refusal.invalid("expiresAt", "is required");
            }
            Renewal.changeOver(run, resource, mode, expiresAt, Amounts.notNegative("price", price, currency(run)), now);
        });
    }

    /** R10. */
    public ResourceView delete(long resourceId) {
        return with(resourceId, ResourceActions::delete);
    }

    public long accountOf(long resourceId) {
        return jdbc
                .query(
                        "SELECT account_id FROM resources WHERE id = ?",
                        (row, i) -> row.getLong("account_id"),
                        resourceId)
                .stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("resource"));
    }

    public ResourceView get(long resourceId) {
        return snapshot.read(() ->
                views(account(accountOf(resourceId)), "id = ?", "", resourceId).getFirst());
    }

    /**
     * An account's resources in the order of their registration. While they still follow what their account decided (S8), a page by
     * phase may hold fewer than asked for and yet have a next one.
     */
    public Page<ResourceView> list(long accountId, Filter filter, int limit, @Nullable String cursor) {
        long after = Page.cursor(cursor, 0);
        return snapshot.read(() -> {
            AccountRows.Row account = account(accountId);
            if (account.backlog() != null && filter.phase() != null) {
                return listFollowing(account, filter, limit, after);
            }
            List<ResourceView> rows = views(account, filter, filter.phase(), after, limit + 1);
            return Page.of(rows, limit, view -> view.resource().id());
        });
    }

    /** The phase is the one they show and not the one that is stored; a bounded number of them is looked at. */
    private Page<ResourceView> listFollowing(AccountRows.Row account, Filter filter, int limit, long from) {
        List<ResourceView> found = new ArrayList<>();
        long after = from;
        for (int looked = 0; looked < MOST_LOOKED_AT; looked += LOOKED_AT_ONCE) {
            List<ResourceView> some = views(account, filter, null, after, LOOKED_AT_ONCE);
            for (ResourceView view : some) {
                after = view.resource().id();
                if (view.resource().phase() == filter.phase()) {
                    found.add(view);
                }
                if (found.size() == limit) {
                    return new Page<>(found, Long.toString(after));
                }
            }
            if (some.size() < LOOKED_AT_ONCE) {
                return new Page<>(found, null);
            }
        }
        return new Page<>(found, Long.toString(after));
    }

    private List<ResourceView> views(
            AccountRows.Row account, Filter filter, @Nullable Phase stored, long after, int most) {
        List<Object> args = new ArrayList<>();
        StringBuilder where = new StringBuilder("id > ?");
        args.add(after);
        if (stored != null) {
            where.append(" AND phase = ?");
            args.add(stored.name());
        }
        if (filter.productCode() != null) {
            where.append(" AND product_code = ?");
            args.add(filter.productCode());
        }
        if (filter.billingMode() != null) {
            where.append(" AND billing_mode = ?");
            args.add(filter.billingMode().name());
        }
        args.add(most);
        return views(account, where.toString(), " ORDER BY id LIMIT ?", args.toArray());
    }

    /** Those of an account's resources that have a deadline, the next one first. */
    public List<ResourceView> soonest(long accountId, int most) {
        return snapshot.read(() ->
                views(account(accountId), "deadline < '9999-01-01 00:00:00'", " ORDER BY deadline, id LIMIT ?", most));
    }

    /** How many of an account's resources are in each phase, by what is stored. */
    public Map<Phase, Long> countByPhase(long accountId) {
        Map<Phase, Long> counts = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            counts.put(phase, 0L);
        }
        jdbc.query(
                "SELECT phase, COUNT(*) AS n FROM resources WHERE account_id = ? GROUP BY phase",
                row -> {
                    counts.put(Phase.valueOf(row.getString("phase")), row.getLong("n"));
                },
                accountId);
        return counts;
    }

    /** How many of an account's resources are in RETENTION for its arrears. */
    public long countSuspendedByArrears(long accountId) {
        return jdbc.query(
                        "SELECT COUNT(*) AS n FROM resources WHERE account_id = ? AND phase = '" + Phase.RETENTION
                                + "' AND billing_mode = '" + BillingMode.PAY_AS_YOU_GO + "'",
                        (row, i) -> row.getLong("n"),
                        accountId)
                .getFirst();
    }

    /** A resource's transitions, oldest first. */
    public List<TransitionView> transitions(long resourceId) {
        return jdbc.query(
                "SELECT * FROM transitions WHERE resource_id = ? ORDER BY sequence",
                (row, i) -> {
                    String from = row.getString("from_phase");
                    return new TransitionView(
                            from == null ? null : Phase.valueOf(from),
                            Phase.valueOf(row.getString("to_phase")),
                            Sql.instant(row, "effective_at"),
                            Sql.instant(row, "recorded_at"),
                            TransitionReason.valueOf(row.getString("reason")),
                            row.getString("detail"),
                            row.getInt("episode"));
                },
                resourceId);
    }

    /** Display names of resources of an account, by id. */
    public Map<Long, String> names(long accountId, Set<Long> resourceIds) {
        Map<Long, String> names = new HashMap<>();
        if (!resourceIds.isEmpty()) {
            List<Object> args = Sql.padded(resourceIds);
            args.add(accountId);
            jdbc.query(
                    "SELECT id, name FROM resources WHERE id IN " + Sql.in(resourceIds) + " AND account_id = ?",
                    row -> {
                        names.put(row.getLong("id"), row.getString("name"));
                    },
                    args.toArray());
        }
        return names;
    }

    /** R5: resources whose release is withheld, or will be by a hold; at most 500. */
    public List<Withheld> withheld() {
        return snapshot.read(() -> {
            PolicyBook book = policies.book();
            List<Resource> found = store.find(
                    book,
                    "r.phase = 'RETENTION' AND (r.withheld_reason IS NOT NULL OR r.hold_at IS NOT NULL)"
                            + " ORDER BY r.id LIMIT 500");
            Map<Long, List<Resource>> byAccount = found.stream()
                    .collect(Collectors.groupingBy(Resource::accountId, LinkedHashMap::new, Collectors.toList()));
            Map<Long, AccountRows.Row> accounts = byAccount.isEmpty() ? Map.of() : store.read(byAccount.keySet());
            return byAccount.entrySet().stream()
                    .flatMap(each -> withheld(AccountRows.required(accounts.get(each.getKey())), each.getValue(), book))
                    .toList();
        });
    }

    private Stream<Withheld> withheld(AccountRows.Row row, List<Resource> resources, PolicyBook book) {
        Account account = row.account();
        return views(row, resources, book).stream().map(view -> new Withheld(account.id(), account.name(), view));
    }

    @FunctionalInterface
    private interface Action {
        void apply(Run run, Resource resource, Instant now);
    }

    private ResourceView with(long resourceId, Action action) {
        long accountId = accountOf(resourceId);
        engine.execute(accountId, Reach.DUE, resourceId, (run, now) -> {
            Resource resource = run.state().resources().stream()
                    .filter(each -> each.id() == resourceId)
                    .findFirst()
                    .orElseThrow(() -> Refusal.notFound("resource"));
            action.apply(run, resource, now);
            return resource;
        });
        return get(resourceId);
    }

    private AccountRows.Row account(long accountId) {
        AccountRows.Row row = store.read(accountId);
        if (row == null) {
            throw Refusal.notFound("account");
        }
        return row;
    }

    private List<ResourceView> views(AccountRows.Row row, String where, String order, Object... args) {
        PolicyBook book = policies.book();
        Account account = row.account();
        List<Object> all = new ArrayList<>();
        all.add(account.id());
        all.addAll(List.of(args));
        Map<Long, Resource> resources = new LinkedHashMap<>();
        jdbc.query(
                "SELECT * FROM resources WHERE account_id = ? AND " + where + order,
                r -> {
                    Resource resource = AccountRows.resource(r, account.currency(), book);
                    resources.put(resource.id(), resource);
                },
                all.toArray());
        store.loadFinalNotices(List.of(resources));
        return views(row, List.copyOf(resources.values()), book);
    }

    /** Resources of an account that were read, as they stand by what it decided. */
    private List<ResourceView> views(AccountRows.Row row, List<Resource> resources, PolicyBook book) {
        engine.bringUp(row, resources);
        Instant now = engine.now(row);
        return resources.stream()
                .map(resource -> view(resource, row.account(), book, now))
                .toList();
    }

    private static ResourceView view(Resource resource, Account account, PolicyBook book, Instant now) {
        var episode = resource.episode();
        Policy policy = episode != null
                ? episode.policy()
                : book.inForce(resource.productCode(), resource.billingMode(), account.tier(), now)
                        .orElseThrow();
        return new ResourceView(
                resource,
                policy,
                Outlook.next(book, account, resource),
                ResourceActions.canBeReleasedByHand(resource, now));
    }

    private static Period period(@Nullable String text) {
        if (text == null) {
            throw Refusal.invalid("period", "is required");
        }
        try {
            return Spans.parsePeriod(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("period", "must be a positive ISO-8601 date period such as P1M");
        }
    }

    private static CurrencyUnit currency(Run run) {
        return run.account().currency();
    }

    /** A product code that can be part of a resource name. */
    static String productCode(@Nullable String code) {
        if (code == null || !CODE.matcher(code).matches()) {
            throw Refusal.invalid("productCode", "must be a product code such as dws");
        }
        return code;
    }
}
