package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.billing.PaymentGateway;
import io.tideover.lifecycle.decision.AccountState;
import io.tideover.lifecycle.decision.Cards;
import io.tideover.lifecycle.decision.Lifecycle;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.decision.Terms;
import io.tideover.lifecycle.engine.AccountStore.Reach;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcements;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs commands and due work on accounts: lock, carry out what is due, do what is asked, store, announce, in one transaction (T5).
 * The account's row is locked first by whoever changes anything of it, so that a payment and a sweep never decide about one account
 * at the same time, and no two of them can wait for each other.
 */
@Component
class LifecycleEngine {

    /** What a command does once everything due has been carried out. */
    @FunctionalInterface
    interface Command<T> {
        T apply(Run run, Instant now);
    }

    /** A run that was stored nowhere, and the account's now when it began. */
    record Rehearsal(Run run, Instant from) {}

    private final AccountStore store;
    private final Policies policies;
    private final AccountClock clock;
    private final PaymentGateway gateway;
    private final Announcements announcements;
    private final Ids ids;
    private final Brake brake;
    private final AccountChanges changes;
    private final TransactionTemplate transaction;

    LifecycleEngine(
            AccountStore store,
            Policies policies,
            AccountClock clock,
            PaymentGateway gateway,
            Announcements announcements,
            Ids ids,
            Brake brake,
            AccountChanges changes,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.policies = policies;
        this.clock = clock;
        this.gateway = gateway;
        this.announcements = announcements;
        this.ids = ids;
        this.brake = brake;
        this.changes = changes;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Carries out a command on an account, in the caller's transaction where there is one.
     *
     * @throws Refusal where there is no such account, or the command refuses
     */
    <T> T execute(long accountId, Reach reach, @Nullable Long target, Command<T> command) {
        return AccountRows.required(transaction.execute(status -> {
            AccountRows.Row row = store.lock(accountId);
            if (row == null) {
                throw Refusal.notFound("account");
            }
            Instant now = now(row);
            PolicyBook book = policies.book();
            AccountState state = store.load(List.of(row), Map.of(accountId, now), book, reach, target)
                    .getFirst();
            boolean wallClock = row.account().clockId() == AccountClock.WALL;
            Run run = new Run(state, terms(book, wallClock && brake.engaged()), now);
            Lifecycle.carryOut(run, now);
            T result = command.apply(run, now);
            Lifecycle.follow(run, now);
            Lifecycle.schedule(run);
            if (wallClock) {
                brake.count(run.brakeable());
            }
            finish(List.of(run), Map.of(accountId, now));
            return result;
        }));
    }

    /** Carries out what is due on locked accounts, and stores and announces it. The caller holds the transaction. */
    List<Run> carryOut(List<AccountRows.Row> rows, Map<Long, Instant> untils, boolean braked) {
        PolicyBook book = policies.book();
        List<Run> runs = new ArrayList<>(rows.size());
        for (AccountState state : store.load(rows, untils, book, Reach.DUE, null)) {
            Instant until = AccountRows.required(untils.get(state.account().id()));
            Run run = new Run(state, terms(book, braked), until);
            try {
                Lifecycle.carryOut(run, until);
                Lifecycle.schedule(run);
            } catch (RuntimeException e) {
                throw new AccountFailure(state.account().id(), e);
            }
            runs.add(run);
        }
        return runs;
    }

    void finish(List<Run> runs, Map<Long, Instant> recordedAt) {
        store.save(runs, recordedAt);
        List<Announcement> batch = new ArrayList<>();
        for (Run run : runs) {
            List<Notice> notices = run.finishedNotices();
            if (!run.transitions().isEmpty()
                    || !notices.isEmpty()
                    || !run.endedSpells().isEmpty()) {
                batch.add(new Announcement(
                        run.account().id(),
                        run.account().clockId(),
                        AccountRows.required(recordedAt.get(run.account().id())),
                        List.copyOf(run.transitions()),
                        notices,
                        List.copyOf(run.endedSpells())));
            }
        }
        if (!batch.isEmpty()) {
            announcements.announce(batch);
        }
        changes.committing(runs.stream().map(run -> run.account().id()).toList());
    }

    /**
     * Runs the decision on a copy of an account up to a future instant and stores nothing: cards decline, final notices are accepted.
     *
     * @param policies the policies to go by, or null for those in force
     */
    Rehearsal rehearse(long accountId, Instant until, @Nullable PolicyBook policies) {
        return AccountRows.required(transaction.execute(status -> {
            AccountRows.Row row = store.read(accountId);
            if (row == null) {
                throw Refusal.notFound("account");
            }
            PolicyBook book = policies == null ? this.policies.book() : policies;
            Map<Long, Instant> untils = new HashMap<>();
            untils.put(accountId, until);
            AccountState state =
                    store.load(List.of(row), untils, book, Reach.ALL, null).getFirst();
            Run run = new Run(state, new Terms(book, Cards.DECLINE, ids::next, false, true), until);
            Instant from = now(row);
            if (until.isAfter(row.account().processedAt())) {
                Lifecycle.carryOut(run, until);
            }
            return new Rehearsal(run, from);
        }));
    }

    /** The account's now: its clock's, but never below the last instant carried out for it (T1). */
    Instant now(AccountRows.Row row) {
        Instant now = clock.now(row.account().clockId());
        return now.isBefore(row.account().processedAt()) ? row.account().processedAt() : now;
    }

    private Terms terms(PolicyBook book, boolean braked) {
        return new Terms(book, gateway::charge, ids::next, braked, false);
    }
}
