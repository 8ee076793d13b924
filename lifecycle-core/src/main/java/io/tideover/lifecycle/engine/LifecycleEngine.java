package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.billing.PaymentGateway;
import io.tideover.lifecycle.decision.AccountState;
import io.tideover.lifecycle.decision.Cards;
import io.tideover.lifecycle.decision.Lifecycle;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.decision.Terms;
import io.tideover.lifecycle.engine.AccountStore.Reach;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcement.Portions;
import io.tideover.lifecycle.notice.Announcements;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.joda.money.Money;
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

    /** Mail not accepted by then is given up (D3). */
    private static final Duration DELIVERY_TRIED_FOR = Duration.ofHours(72);

    private final AccountStore store;
    private final Policies policies;
    private final AccountClock clock;
    private final PaymentGateway gateway;
    private final Announcements announcements;
    private final Ids ids;
    private final Brake brake;
    private final AccountChanges changes;
    private final Backlogs backlogs;
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
            Backlogs backlogs,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.policies = policies;
        this.clock = clock;
        this.gateway = gateway;
        this.announcements = announcements;
        this.ids = ids;
        this.brake = brake;
        this.changes = changes;
        this.backlogs = backlogs;
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
            boolean wallClock = row.account().clockId() == AccountClock.WALL;
            boolean large = backlogs.isLarge(row);
            Reach within = large ? backlogs.reach(row, now) : reach;
            Run run = run(row, now, book, within, target, wallClock && brake.engaged());
            Backlogs.@Nullable Work work = large ? backlogs.begin(run, row, within) : null;
            Lifecycle.carryOut(run, now);
            T result = command.apply(run, now);
            Lifecycle.follow(run, now);
            Lifecycle.schedule(run);
            if (wallClock) {
                brake.count(run.brakeable());
            }
            if (work == null) {
                finish(List.of(run), Map.of(accountId, now));
            } else {
                finish(work, now);
            }
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

    /**
     * Carries out what is due on a locked account with very many resources, or a portion of its resources where they are behind, and
     * stores and announces it. The caller holds the transaction.
     */
    Run carryOutLarge(AccountRows.Row row, Instant until, boolean braked) {
        PolicyBook book = policies.book();
        Backlogs.Backlog backlog = row.backlog();
        Backlogs.Work work;
        if (backlog == null || row.reschedule()) {
            Reach within = backlogs.reach(row, until);
            Run run = run(row, until, book, within, null, braked);
            work = backlogs.begin(run, row, within);
            Lifecycle.carryOut(run, until);
        } else {
            AccountState state = store.load(row, backlog.until(), book, Reach.NONE, backlogs.portion(row, book));
            work = backlogs.follow(new Run(state, terms(book, braked), backlog.until()), row);
        }
        Lifecycle.schedule(work.run());
        finish(work, until);
        return work.run();
    }

    boolean isLarge(AccountRows.Row row) {
        return backlogs.isLarge(row);
    }

    private Run run(
            AccountRows.Row row, Instant until, PolicyBook book, Reach reach, @Nullable Long target, boolean braked) {
        AccountState state = store.load(List.of(row), Map.of(row.account().id(), until), book, reach, target)
                .getFirst();
        return new Run(state, terms(book, braked), until);
    }

    void finish(List<Run> runs, Map<Long, Instant> recordedAt) {
        store.save(runs, recordedAt);
        List<Announcement> batch = new ArrayList<>();
        for (Run run : runs) {
            tell(
                    batch,
                    run,
                    AccountRows.required(recordedAt.get(run.account().id())),
                    new Backlogs.Telling(run.finishedNotices(), Portions.NONE));
        }
        announce(batch, runs);
    }

    private void finish(Backlogs.Work work, Instant recordedAt) {
        Run run = work.run();
        Backlogs.Telling telling = backlogs.end(work);
        store.save(List.of(run), Map.of(run.account().id(), recordedAt));
        List<Announcement> batch = new ArrayList<>();
        tell(batch, run, recordedAt, telling);
        announce(batch, List.of(run));
    }

    private static void tell(List<Announcement> batch, Run run, Instant recordedAt, Backlogs.Telling telling) {
        if (!run.transitions().isEmpty()
                || !telling.isEmpty()
                || !run.endedSpells().isEmpty()) {
            batch.add(new Announcement(
                    run.account().id(),
                    run.account().clockId(),
                    recordedAt,
                    List.copyOf(run.transitions()),
                    telling.notices(),
                    List.copyOf(run.endedSpells()),
                    telling.portions()));
        }
    }

    private void announce(List<Announcement> batch, List<Run> runs) {
        if (!batch.isEmpty()) {
            announcements.announce(batch);
        }
        changes.committing(runs.stream().map(run -> run.account().id()).toList());
    }

    /** Shows resources that were read, whose phases are still to follow what their account decided, as they stand by it. */
    void bringUp(AccountRows.Row row, List<Resource> resources) {
        if (row.backlog() == null || resources.isEmpty()) {
            return;
        }
        AccountState state = new AccountState(
                row.account(),
                row.funds(),
                List.of(),
                List.of(),
                new BalanceAlert(false, row.alertRepeats(), List.of()),
                resources,
                Money.zero(row.account().currency()),
                null);
        boolean braked = row.account().clockId() == AccountClock.WALL && brake.engaged();
        Terms terms = new Terms(policies.book(), Cards.DECLINE, () -> 0, braked, false);
        backlogs.bringUp(new Run(state, terms, row.backlog().until()), row);
    }

    /**
     * Runs the decision on a copy of an account up to a future instant and stores nothing: cards decline, final notices are accepted.
     *
     * @param resourceId the one resource whose future is wanted, or null for all. What becomes of it depends on no other but those whose
     *     renewals take the account's money
     * @param command what is done now, before anything else happens; null for nothing
     */
    Rehearsal rehearse(
            long accountId, Instant until, @Nullable Long resourceId, @Nullable BiConsumer<Run, Instant> command) {
        return AccountRows.required(transaction.execute(status -> {
            AccountRows.Row row = store.read(accountId);
            if (row == null) {
                throw Refusal.notFound("account");
            }
            PolicyBook book = policies.book();
            Reach reach = resourceId == null ? Reach.ALL : Reach.RENEWALS;
            AccountState state = store.load(List.of(row), Map.of(accountId, until), book, reach, resourceId)
                    .getFirst();
            Instant from = now(row);
            Run run = rehearsal(row, state, book, until);
            if (command != null) {
                Lifecycle.carryOut(run, from);
                command.accept(run, from);
                Lifecycle.follow(run, from);
            }
            if (until.isAfter(row.account().processedAt())) {
                Lifecycle.carryOut(run, until);
            }
            return new Rehearsal(run, from);
        }));
    }

    /** A run on a copy of an account, brought up to where the account stands: cards decline, final notices are accepted. */
    Run rehearsal(AccountRows.Row row, AccountState state, PolicyBook book, Instant until) {
        Run run = new Run(state, new Terms(book, Cards.DECLINE, () -> 0, false, true), until);
        backlogs.bringUp(run, row);
        expectMail(state, now(row));
        return run;
    }

    /** A rehearsal takes mail to be accepted, so also the final notices that are still on their way. */
    private static void expectMail(AccountState state, Instant now) {
        for (Resource resource : state.resources()) {
            resource.finalNotices()
                    .replaceAll(notice -> notice.acceptedAt() == null
                                    && notice.createdAt()
                                            .plus(DELIVERY_TRIED_FOR)
                                            .isAfter(now)
                            ? notice.accepted(now)
                            : notice);
        }
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
