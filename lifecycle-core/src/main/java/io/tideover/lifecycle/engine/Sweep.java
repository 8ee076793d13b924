package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.decision.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        boolean wallClock = clockId == AccountClock.WALL;
        try {
            return batch(clockId, until, most, wallClock && brake.engaged());
        } catch (Brake.Exceeded e) {
            brake.engage();
            return batch(clockId, until, most, true);
        } catch (AccountFailure e) {
            setAside(e, until);
            return new Batch(0, 0, 0, 1);
        } catch (PessimisticLockingFailureException e) {
            // another worker was faster; what is left is claimed by the next batch
            LOG.debug("Batch undone for a lock", e);
            return Batch.NONE;
        } catch (RuntimeException e) {
            if (most == 1) {
                throw e;
            }
            LOG.warn("A batch of {} accounts failed and is carried out one by one", most, e);
            return oneByOne(clockId, until);
        }
    }

    private Batch batch(long clockId, Instant until, int most, boolean braked) {
        Batch batch = transaction.execute(status -> {
            List<AccountRows.Row> rows = due.claim(clockId, until, most);
            if (rows.isEmpty()) {
                return Batch.NONE;
            }
            return carryOut(rows, until, braked, clockId == AccountClock.WALL);
        });
        return batch == null ? Batch.NONE : batch;
    }

    private Batch carryOut(List<AccountRows.Row> rows, Instant until, boolean braked, boolean wallClock) {
        Map<Long, Instant> untils = new HashMap<>();
        for (AccountRows.Row row : rows) {
            Instant processed = row.account().processedAt();
            untils.put(row.account().id(), until.isBefore(processed) ? processed : until);
        }
        List<Run> runs = engine.carryOut(rows, untils, braked);
        engine.finish(runs, untils);
        if (wallClock) {
            brake.use(runs.stream().mapToInt(Run::brakeable).sum(), until);
        }
        int transitions =
                runs.stream().mapToInt(run -> run.transitions().size()).sum();
        int notices =
                runs.stream().mapToInt(run -> run.finishedNotices().size()).sum();
        return new Batch(rows.size(), transitions, notices, 0);
    }

    /** Finds out which account of a batch it is that fails. */
    private Batch oneByOne(long clockId, Instant until) {
        Batch batch;
        try {
            batch = batch(clockId, until, 1, clockId == AccountClock.WALL && brake.engaged());
        } catch (Brake.Exceeded e) {
            brake.engage();
            return Batch.NONE;
        } catch (PessimisticLockingFailureException e) {
            return Batch.NONE;
        } catch (RuntimeException e) {
            due.first(clockId, until).ifPresent(id -> setAside(new AccountFailure(id, e), until));
            return new Batch(0, 0, 0, 1);
        }
        return batch;
    }

    private void setAside(AccountFailure failure, Instant now) {
        LOG.error("Account {} is set aside", failure.accountId(), failure);
        String error = String.valueOf(failure.getCause());
        transaction.executeWithoutResult(status -> {
            Integer failures = jdbc.queryForObject(
                    "SELECT sweep_failures FROM accounts WHERE id = ? FOR UPDATE", Integer.class, failure.accountId());
            int doublings = Math.min(failures == null ? 0 : failures, MOST_DOUBLINGS);
            jdbc.update(
                    "UPDATE accounts SET sweep_failures = sweep_failures + 1, sweep_error = ?, next_action_at = ?"
                            + " WHERE id = ?",
                    error.substring(0, Math.min(error.length(), 1000)),
                    Sql.utc(now.plus(FIRST_RETRY.multipliedBy(1L << doublings))),
                    failure.accountId());
        });
    }
}
