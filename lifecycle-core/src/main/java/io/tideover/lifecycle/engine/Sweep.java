package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.decision.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out what is due, in bounded batches of accounts that any number of workers claim side by side. One failing account never
 * stops a sweep: it is set aside with its error, retried later, and listed for operators.
 */
@Service
public class Sweep {

    /** What a batch did. */
    public record Batch(int accounts, int transitions, int notices, int setAside) {

        static final Batch NONE = new Batch(0, 0, 0, 0);

        static Batch of(int accounts, List<Run> runs) {
            int transitions = 0;
            int notices = 0;
            for (Run run : runs) {
                transitions += run.transitions().size();
                notices += run.told();
            }
            return new Batch(accounts, transitions, notices, 0);
        }

        Batch and(Batch other) {
            return new Batch(
                    accounts + other.accounts,
                    transitions + other.transitions,
                    notices + other.notices,
                    setAside + other.setAside);
        }

        public boolean isEmpty() {
            return accounts == 0 && setAside == 0;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;

    private final LifecycleEngine engine;
    private final DueAccounts due;
    private final AccountClock clock;
    private final Brake brake;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;

    Sweep(
            LifecycleEngine engine,
            DueAccounts due,
            AccountClock clock,
            Brake brake,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions) {
        this.engine = engine;
        this.due = due;
        this.clock = clock;
        this.brake = brake;
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Carries out a batch of what is due by the wall clock. Empty: nothing is due that another worker is not at. */
    public Batch carryOutDue(int most) {
        return carryOut(AccountClock.WALL, clock.now(AccountClock.WALL), most);
    }

    /** Carries out a batch of what is due up to an instant on the accounts of a test clock. */
    public Batch carryOutDue(long clockId, Instant until, int most) {
        return carryOut(clockId, until, most);
    }

    /** When the accounts of a test clock have to be looked at next. */
    public Optional<Instant> nextActionAt(long clockId) {
        return due.next(clockId);
    }

    private Batch carryOut(long clockId, Instant until, int most) {
        try {
            List<Long> large = new ArrayList<>();
            Batch batch = batch(clockId, until, most, large);
            for (long accountId : large) {
                batch = batch.and(alone(clockId, accountId, until));
            }
            return batch;
        } catch (AccountFailure e) {
            return setAside(e.accountId(), e, until);
        } catch (PessimisticLockingFailureException e) {
            // another worker was faster; what is left is claimed by the next batch
            LOG.debug("Batch undone for a lock", e);
            return Batch.NONE;
        } catch (RuntimeException e) {
            if (AccountFailure.isOfTheDatabase(e)) {
                throw e;
            }
            LOG.warn("A batch of accounts failed and is carried out one by one", e);
            return oneByOne(clockId, until, most);
        }
    }

    /**
     * Carries out a batch of accounts; those with very many resources it only names, for each takes transactions of its own. A batch that
     * goes beyond the brake's limit is carried out up to it, and the brake engages for what is left: it would not let go otherwise of
     * batches larger than the limit (R13).
     */
    private Batch batch(long clockId, Instant until, int most, List<Long> large) {
        if (most == 1) {
            return braking(clockId, braked -> together(clockId, until, most, large, braked));
        }
        try {
            return together(clockId, until, most, large, isBraked(clockId));
        } catch (Brake.Exceeded e) {
            return batch(clockId, until, most / 2, large);
        }
    }

    private Batch together(long clockId, Instant until, int most, List<Long> large, boolean braked) {
        return AccountRows.required(transaction.execute(status -> {
            large.clear();
            List<AccountRows.Row> rows = new ArrayList<>();
            int resources = 0;
            for (AccountRows.Row row : due.claim(clockId, until, most)) {
                if (engine.isLarge(row)) {
                    large.add(row.account().id());
                } else if (rows.isEmpty() || resources + row.resources() <= most) {
                    // as many as make a transaction of bounded size; the rest is claimed next
                    resources += row.resources();
                    rows.add(row);
                }
            }
            return rows.isEmpty() ? Batch.NONE : carryOut(clockId, rows, until, braked);
        }));
    }

    /** Carries out what is due on one account or, where it has very many resources, the next portion of those. */
    private Batch alone(long clockId, long accountId, Instant until) {
        try {
            return braking(
                    clockId,
                    braked -> AccountRows.required(transaction.execute(status -> due.claim(accountId, until)
                            .map(row -> engine.isLarge(row)
                                    ? carryOutLarge(clockId, row, until, braked)
                                    : carryOut(clockId, List.of(row), until, braked))
                            .orElse(Batch.NONE))));
        } catch (PessimisticLockingFailureException e) {
            LOG.debug("An account undone for a lock", e);
            return Batch.NONE;
        } catch (RuntimeException e) {
            if (AccountFailure.isOfTheDatabase(e)) {
                throw e;
            }
            return setAside(accountId, e, until);
        }
    }

    /** Does work by how the brake stands, and once more with the brake on where the work goes beyond its limit. */
    private Batch braking(long clockId, Function<Boolean, Batch> work) {
        try {
            return work.apply(isBraked(clockId));
        } catch (Brake.Exceeded e) {
            brake.engage();
            return work.apply(true);
        }
    }

    /** R13: accounts on test clocks do not count. */
    private boolean isBraked(long clockId) {
        return clockId == AccountClock.WALL && brake.engaged();
    }

    private void count(long clockId, int brakeable, Instant until) {
        if (clockId == AccountClock.WALL) {
            brake.use(brakeable, until);
        }
    }

    private static Instant until(AccountRows.Row row, Instant until) {
        Instant processed = row.account().processedAt();
        return until.isBefore(processed) ? processed : until;
    }

    private Batch carryOut(long clockId, List<AccountRows.Row> rows, Instant until, boolean braked) {
        Map<Long, Instant> untils = new HashMap<>();
        for (AccountRows.Row row : rows) {
            untils.put(row.account().id(), until(row, until));
        }
        List<Run> runs = engine.carryOut(rows, untils, braked);
        engine.finish(runs, untils);
        count(clockId, runs.stream().mapToInt(Run::brakeable).sum(), until);
        return Batch.of(rows.size(), runs);
    }

    private Batch carryOutLarge(long clockId, AccountRows.Row row, Instant until, boolean braked) {
        Run run = engine.carryOutLarge(row, until(row, until), braked);
        count(clockId, run.brakeable(), until);
        return Batch.of(1, List.of(run));
    }

    /** Finds out which account of a batch it is that fails. */
    private Batch oneByOne(long clockId, Instant until, int most) {
        Batch batch = Batch.NONE;
        for (long accountId : due.find(clockId, until, most)) {
            batch = batch.and(alone(clockId, accountId, until));
        }
        return batch;
    }

    private Batch setAside(long accountId, RuntimeException failure, Instant now) {
        LOG.error("Account {} is set aside", accountId, failure);
        String error = String.valueOf(failure instanceof AccountFailure ? failure.getCause() : failure);
        transaction.executeWithoutResult(status -> {
            Integer failures = jdbc.queryForObject(
                    "SELECT sweep_failures FROM accounts WHERE id = ? FOR UPDATE", Integer.class, accountId);
            int doublings = Math.min(failures == null ? 0 : failures, MOST_DOUBLINGS);
            jdbc.update(
                    "UPDATE accounts SET sweep_failures = sweep_failures + 1, sweep_error = ?, next_action_at = ?"
                            + " WHERE id = ?",
                    error.substring(0, Math.min(error.length(), 1000)),
                    Sql.utc(now.plus(FIRST_RETRY.multipliedBy(1L << doublings))),
                    accountId);
        });
        return new Batch(0, 0, 0, 1);
    }
}
