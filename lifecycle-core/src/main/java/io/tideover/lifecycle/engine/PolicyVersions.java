package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.decision.AccountState;
import io.tideover.lifecycle.decision.Lifecycle;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.engine.AccountStore.Reach;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.Resource;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** R9: policies as operators work on them: versions, and what a draft would do to the present fleet. */
@Service
public class PolicyVersions {

    /**
     * One day of a preview: how many resources are in which phase at that time of day.
     *
     * @param day days from now, from 1
     * @param moved resources that are in another phase under the draft on this day
     */
    public record Day(int day, Map<Phase, Long> today, Map<Phase, Long> draft, long moved) {}

    /** What a draft would do to the resources it is for; {@code moved} differ in phase on at least one day. */
    public record Preview(long resources, long moved, List<Day> days) {}

    private static final Logger LOG = LoggerFactory.getLogger(PolicyVersions.class);
    private static final int DAYS = 30;
    private static final int ACCOUNTS_A_BATCH = 200;

    /** How long whoever adds a version waits until what is scheduled already follows it. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._-]*");

    private final Policies policies;
    private final AccountStore store;
    private final LifecycleEngine engine;
    private final AccountClock clock;
    private final Ids ids;
    private final LifecycleSettings settings;
    private final Snapshot snapshot;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final ExecutorService apart = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("policy-follow-up-", 0).factory());

    PolicyVersions(
            Policies policies,
            AccountStore store,
            LifecycleEngine engine,
            AccountClock clock,
            Ids ids,
            LifecycleSettings settings,
            Snapshot snapshot,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions) {
        this.policies = policies;
        this.store = store;
        this.engine = engine;
        this.clock = clock;
        this.ids = ids;
        this.settings = settings;
        this.snapshot = snapshot;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The newest version of every policy, by code. */
    public List<Policy> newest() {
        Map<String, Policy> newest = new HashMap<>();
        for (Policy policy : policies.book().all()) {
            newest.merge(policy.code(), policy, (a, b) -> a.version() > b.version() ? a : b);
        }
        return newest.values().stream()
                .sorted(Comparator.comparing(Policy::code))
                .toList();
    }

    /** All versions of a policy, newest first. */
    public List<Policy> versions(String code) {
        List<Policy> versions = policies.book().all().stream()
                .filter(policy -> policy.code().equals(code))
                .sorted(Comparator.comparing(Policy::version).reversed())
                .toList();
        if (versions.isEmpty()) {
            throw Refusal.notFound("policy");
        }
        return versions;
    }

    /**
     * Adds a version of a policy, or a new policy, in the caller's transaction where there is one; it applies to episodes whose clock
     * starts from its {@code activeFrom} on. Reminders that are scheduled already follow it once that is committed: in a large fleet some
     * time after this has returned.
     *
     * @throws Refusal where it cannot work, with the reason
     */
    public Policy add(PolicyDocument document, String by) {
        Policy policy = draft(document);
        transaction.executeWithoutResult(status -> {
            try {
                policies.add(policy, by, clock.now(AccountClock.WALL));
            } catch (DuplicateKeyException e) {
                throw Refusal.conflict(
                        "POLICY_CHANGED", "Somebody else has added a version at the same time; try again.");
            }
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    awaitFollowUp();
                }
            });
        });
        return policy;
    }

    /** Follows up apart from whoever has added a version: neither a large fleet nor a locked account keeps them waiting for long. */
    private void awaitFollowUp() {
        try {
            apart.submit(this::followUp).get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debug("What is scheduled already is still being looked at again");
        } catch (ExecutionException | RejectedExecutionException e) {
            LOG.warn("What is scheduled already is left to the housekeeping to be looked at again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What it leaves undone, or fails at once it is waited for no more, the housekeeping goes on with on this node or another. */
    @PreDestroy
    void stop() {
        apart.shutdownNow();
    }

    /** Has the reminders that were scheduled before a version was added looked at again, where that is still to be done. */
    public void followUp() {
        policies.toFollowUp().forEach(this::reschedule);
    }

    /** What a draft would do on each of the next 30 days, beside what is in force; stores nothing. */
    public Preview preview(PolicyDocument document) {
        return preview(document, accounts -> {});
    }

    /**
     * The same, for a fleet large enough to wait for.
     *
     * @param progress hears how many accounts have been looked at
     */
    public Preview preview(PolicyDocument document, LongConsumer progress) {
        Policy draft = draft(document);
        PolicyBook now = policies.book();
        PolicyBook then = now.with(draft);
        List<Map<Phase, Long>> today = counts();
        List<Map<Phase, Long>> drafted = counts();
        long resources = 0;
        long moved = 0;
        long[] movedOnDay = new long[DAYS];
        long looked = 0;
        long after = 0;
        while (true) {
            List<Long> accounts = accountsOf(draft, after, null);
            if (accounts.isEmpty()) {
                break;
            }
            after = accounts.getLast();
            List<Map<Long, List<Phase>>> outcome =
                    List.of(rehearse(accounts, now, draft), rehearse(accounts, then, draft));
            for (Map.Entry<Long, List<Phase>> each : outcome.get(0).entrySet()) {
                List<Phase> underDraft = AccountRows.required(outcome.get(1).get(each.getKey()));
                resources++;
                moved += each.getValue().equals(underDraft) ? 0 : 1;
                for (int day = 0; day < DAYS; day++) {
                    today.get(day).merge(each.getValue().get(day), 1L, Long::sum);
                    drafted.get(day).merge(underDraft.get(day), 1L, Long::sum);
                    movedOnDay[day] += each.getValue().get(day) == underDraft.get(day) ? 0 : 1;
                }
            }
            looked += accounts.size();
            progress.accept(looked);
        }
        List<Day> days = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            days.add(new Day(day + 1, today.get(day), drafted.get(day), movedOnDay[day]));
        }
        return new Preview(resources, moved, days);
    }

    /** How many accounts a preview of a draft looks at. */
    public long accounts(PolicyDocument document) {
        String product = document.productCode();
        boolean all = product == null || product.isBlank();
        Long count = jdbc.queryForObject(
                "SELECT COUNT(DISTINCT account_id) FROM resources WHERE phase <> 'RELEASED'"
                        + (all ? "" : " AND product_code = ?"),
                Long.class,
                all ? new Object[0] : new Object[] {product});
        return count == null ? 0 : count;
    }

    /** The phases of each resource the draft is for, on each day. */
    private Map<Long, List<Phase>> rehearse(List<Long> accountIds, PolicyBook book, Policy draft) {
        return snapshot.read(() -> {
            Map<Long, List<Phase>> phases = new HashMap<>();
            Map<Long, AccountRows.Row> small = new LinkedHashMap<>();
            Map<Long, Instant> nows = new HashMap<>();
            for (AccountRows.Row row : jdbc.query(
                    "SELECT * FROM accounts WHERE id IN " + Sql.in(accountIds),
                    (row, i) -> AccountRows.account(row),
                    Sql.padded(accountIds).toArray())) {
                long id = row.account().id();
                if (engine.isLarge(row)) {
                    rehearseInPortions(id, book, draft, phases);
                } else {
                    small.put(id, row);
                    nows.put(id, engine.now(row));
                }
            }
            if (!small.isEmpty()) {
                for (AccountState state : store.load(List.copyOf(small.values()), nows, book, Reach.ALL, null)) {
                    AccountRows.Row row =
                            AccountRows.required(small.get(state.account().id()));
                    phases.putAll(rehearse(row, state, state.resources(), book, draft));
                }
            }
            return phases;
        });
    }

    /** Of an account with very many resources: what becomes of one depends on no other but those that take the account's money. */
    private void rehearseInPortions(long accountId, PolicyBook book, Policy draft, Map<Long, List<Phase>> phases) {
        long after = 0;
        while (true) {
            // anew each time: rehearsing changes what was read
            AccountRows.Row row = AccountRows.required(store.read(accountId));
            List<Resource> portion = store.inOrder(row, book, after, settings.portion());
            if (portion.isEmpty()) {
                return;
            }
            after = portion.getLast().id();
            Instant end = Spans.addDays(engine.now(row), DAYS, row.account().zone());
            AccountState state = store.load(row, end, book, Reach.RENEWALS, portion);
            phases.putAll(rehearse(row, state, portion, book, draft));
        }
    }

    private Map<Long, List<Phase>> rehearse(
            AccountRows.Row row, AccountState state, List<Resource> resources, PolicyBook book, Policy draft) {
        Map<Long, List<Phase>> phases = new HashMap<>();
        Instant now = engine.now(row);
        Run run = engine.rehearsal(row, state, book, now);
        List<Resource> concerned = resources.stream()
                .filter(resource -> !resource.isReleased())
                .filter(resource -> concerns(draft, state.account().tier(), resource))
                .toList();
        for (int day = 1; day <= DAYS; day++) {
            Lifecycle.carryOut(run, Spans.addDays(now, day, state.account().zone()));
            for (Resource resource : concerned) {
                phases.computeIfAbsent(resource.id(), id -> new ArrayList<>()).add(resource.phase());
            }
        }
        return phases;
    }

    private static boolean concerns(Policy draft, @Nullable String tier, Resource resource) {
        return (draft.productCode() == null || draft.productCode().equals(resource.productCode()))
                && (draft.tier() == null || draft.tier().equals(tier))
                && (draft.billingMode() == resource.billingMode()
                        || draft.billingMode() == BillingMode.PAY_AS_YOU_GO
                                && resource.billingMode() == BillingMode.PACKAGE);
    }

    /** The next accounts with resources a policy is for; with {@code expiringFrom} only those with ACTIVE ones that end from then on. */
    private List<Long> accountsOf(Policy policy, long after, @Nullable Instant expiringFrom) {
        List<Object> args = new ArrayList<>();
        args.add(after);
        String where = "account_id > ? AND phase <> 'RELEASED'";
        if (policy.productCode() != null) {
            where += " AND product_code = ?";
            args.add(policy.productCode());
        }
        if (expiringFrom != null) {
            where += " AND phase = 'ACTIVE' AND billing_mode = ? AND expires_at >= ?";
            args.add(policy.billingMode().name());
            args.add(Sql.utc(expiringFrom));
        }
        args.add(ACCOUNTS_A_BATCH);
        return jdbc.query(
                "SELECT DISTINCT account_id FROM resources WHERE " + where + " ORDER BY account_id LIMIT ?",
                (row, i) -> row.getLong("account_id"),
                args.toArray());
    }

    /** Reminders before an expiry follow the version that will be in force then: those already scheduled are looked at again. */
    private void reschedule(Policy policy) {
        Long after = 0L;
        while (after != null) {
            long from = after;
            after = transaction.execute(status -> reschedule(policy, from));
        }
    }

    /** The next accounts; null where there are none any more. */
    private @Nullable Long reschedule(Policy policy, long after) {
        List<Long> accounts = accountsOf(policy, after, policy.activeFrom());
        if (accounts.isEmpty()) {
            policies.followedUp(policy);
            return null;
        }
        jdbc.update(
                "UPDATE accounts SET reschedule = TRUE, next_action_at = processed_at WHERE id IN " + Sql.in(accounts),
                Sql.padded(accounts).toArray());
        return accounts.getLast();
    }

    /**
     * The version that a document would become; stores nothing.
     *
     * @throws Refusal where it cannot work, with the reason
     */
    public Policy draft(PolicyDocument document) {
        requirePlain(document);
        Policy policy = (document.activeFrom() == null ? activeNow(document) : document).toPolicy(ids.next());
        if (policy.billingMode() != BillingMode.PACKAGE) {
            var retention = policy.retention();
            if (retention != null && retention.isZero()) {
                throw Refusal.invalid(
                        "retention", "must be longer than nothing: RETENTION would never be reached before RELEASED");
            }
            if (policy.finalNoticeLead().isZero()) {
                throw Refusal.invalid(
                        "finalNoticeLead", "must be longer than nothing: nobody could act on the final notice (R5)");
            }
        }
        int version = 1;
        for (Policy known : policies.book().all()) {
            boolean sameKey = Objects.equals(known.productCode(), policy.productCode())
                    && known.billingMode() == policy.billingMode()
                    && Objects.equals(known.tier(), policy.tier());
            boolean sameCode = known.code().equals(policy.code());
            if (sameCode && !sameKey) {
                throw Refusal.invalid(
                        "code",
                        "is the policy for another product, billing mode or tier; a version cannot change that");
            }
            if (sameKey && !sameCode) {
                throw Refusal.conflict(
                        "POLICY_EXISTS", "There is a policy for this product, billing mode and tier: {}", known.code());
            }
            if (sameCode) {
                version = Math.max(version, known.version() + 1);
            }
        }
        return new Policy(
                policy.id(),
                policy.code(),
                version,
                policy.productCode(),
                policy.billingMode(),
                policy.tier(),
                policy.grace(),
                policy.retention(),
                policy.label(),
                policy.finalNoticeLead(),
                policy.chargedInRetention(),
                policy.reminders(),
                policy.allowedInRetention(),
                policy.denial(),
                policy.activeFrom());
    }

    /** Codes stand in addresses, and every text in a message or a page: none of them holds what cannot be seen. */
    private static void requirePlain(PolicyDocument document) {
        if (document.code() != null && !CODE.matcher(document.code()).matches()) {
            throw Refusal.invalid("code", "has only letters, digits, dots, hyphens and underscores");
        }
        String product = document.productCode();
        if (product != null && !product.isBlank()) {
            Resources.productCode(product.strip());
        }
        plain("tier", document.tier());
        plain("label", document.label());
        if (document.denial() != null) {
            plain("denial.code", document.denial().code());
            plain("denial.message", document.denial().message());
        }
    }

    private static void plain(String field, @Nullable String text) {
        if (text != null && text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(field, "must not contain control characters");
        }
    }

    private PolicyDocument activeNow(PolicyDocument d) {
        return new PolicyDocument(
                d.code(),
                d.version(),
                d.productCode(),
                d.billingMode(),
                d.tier(),
                d.grace(),
                d.retention(),
                d.label(),
                d.finalNoticeLead(),
                d.chargedInRetention(),
                d.reminders(),
                d.allowedInRetention(),
                d.denial(),
                clock.now(AccountClock.WALL).toString());
    }

    private static List<Map<Phase, Long>> counts() {
        List<Map<Phase, Long>> counts = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            Map<Phase, Long> ofDay = new EnumMap<>(Phase.class);
            for (Phase phase : Phase.values()) {
                ofDay.put(phase, 0L);
            }
            counts.add(ofDay);
        }
        return counts;
    }
}
