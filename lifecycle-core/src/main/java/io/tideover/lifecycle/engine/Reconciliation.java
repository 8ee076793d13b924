package io.tideover.lifecycle.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.decision.AccountState;
import io.tideover.lifecycle.decision.Cards;
import io.tideover.lifecycle.decision.Lifecycle;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.decision.Terms;
import io.tideover.lifecycle.engine.AccountStore.Reach;
import io.tideover.lifecycle.resource.Resource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * F4: proves that balances are the sums of their ledger entries, phases what the transitions say, and wake-ups what the decision says.
 * Reports every difference and repairs none.
 */
@Service
public class Reconciliation {

    /** A difference. */
    public record Finding(long accountId, Instant foundAt, String what, String detail) {}

    private static final int ACCOUNTS_A_BATCH = 500;

    private final JdbcTemplate jdbc;
    private final AccountStore store;
    private final Policies policies;
    private final LifecycleEngine engine;
    private final AccountClock clock;
    private final Ids ids;
    private final TransactionTemplate transaction;
    private final AtomicLong differences = new AtomicLong();

    Reconciliation(
            JdbcTemplate jdbc,
            AccountStore store,
            Policies policies,
            LifecycleEngine engine,
            AccountClock clock,
            Ids ids,
            PlatformTransactionManager transactions,
            ObjectProvider<MeterRegistry> meters) {
        this.jdbc = jdbc;
        this.store = store;
        this.policies = policies;
        this.engine = engine;
        this.clock = clock;
        this.ids = ids;
        this.transaction = new TransactionTemplate(transactions);
        // a process without metrics reconciles all the same
        meters.ifAvailable(registry -> registry.gauge("tideover.reconciliation.differences", differences));
    }

    /** Checks every account, in batches, and keeps what it finds in place of what was found before. */
    public List<Finding> run() {
        Instant now = clock.now(AccountClock.WALL);
        List<Finding> findings = new ArrayList<>();
        long after = 0;
        while (true) {
            List<Long> accounts = jdbc.query(
                    "SELECT id FROM accounts WHERE id > ? ORDER BY id LIMIT ?",
                    (row, i) -> row.getLong("id"),
                    after,
                    ACCOUNTS_A_BATCH);
            if (accounts.isEmpty()) {
                break;
            }
            after = accounts.getLast();
            transaction.executeWithoutResult(status -> check(accounts, now, findings));
        }
        transaction.executeWithoutResult(status -> keep(findings));
        differences.set(findings.size());
        return findings;
    }

    /** What the last run found, at most 500. */
    public List<Finding> findings() {
        return jdbc.query(
                "SELECT * FROM reconciliation_findings ORDER BY id LIMIT 500",
                (row, i) -> new Finding(
                        row.getLong("account_id"),
                        Sql.instant(row, "found_at"),
                        row.getString("what"),
                        row.getString("detail")));
    }

    private void check(List<Long> accounts, Instant now, List<Finding> findings) {
        // the rows stay locked meanwhile, so that nothing is compared with what it was a moment ago
        List<AccountRows.Row> rows = jdbc.query(
                "SELECT * FROM accounts WHERE id IN " + Sql.in(accounts) + " FOR UPDATE",
                (row, i) -> AccountRows.account(row),
                Sql.padded(accounts).toArray());
        checkBalances(accounts, rows, now, findings);
        checkCoupons(accounts, now, findings);
        checkBills(accounts, now, findings);
        checkPhases(accounts, now, findings);
        checkWakeUps(rows, now, findings);
    }

    private void checkBalances(List<Long> accounts, List<AccountRows.Row> rows, Instant now, List<Finding> findings) {
        Map<String, BigDecimal> sums = new HashMap<>();
        jdbc.query(
                "SELECT account_id, fund, SUM(amount) AS total FROM ledger_entries WHERE account_id IN "
                        + Sql.in(accounts) + " AND fund IN ('CASH', 'CREDIT') GROUP BY account_id, fund",
                row -> {
                    sums.put(row.getLong("account_id") + row.getString("fund"), row.getBigDecimal("total"));
                },
                Sql.padded(accounts).toArray());
        for (AccountRows.Row row : rows) {
            long id = row.account().id();
            compare(
                    id,
                    "CASH_BALANCE",
                    sums.getOrDefault(id + "CASH", BigDecimal.ZERO),
                    row.funds().cashBalance().getAmount(),
                    now,
                    findings);
            compare(
                    id,
                    "CREDIT_USED",
                    sums.getOrDefault(id + "CREDIT", BigDecimal.ZERO).negate(),
                    row.funds().creditUsed().getAmount(),
                    now,
                    findings);
        }
    }

    private void checkCoupons(List<Long> accounts, Instant now, List<Finding> findings) {
        jdbc.query(
                "SELECT c.account_id, c.id, c.remaining, COALESCE(SUM(l.amount), 0) AS total FROM coupons c"
                        + " LEFT JOIN ledger_entries l ON l.account_id = c.account_id AND l.coupon_id = c.id"
                        + " WHERE c.account_id IN " + Sql.in(accounts)
                        + " GROUP BY c.account_id, c.id, c.remaining HAVING c.remaining <> COALESCE(SUM(l.amount), 0)",
                row -> {
                    findings.add(new Finding(
                            row.getLong("account_id"),
                            now,
                            "COUPON",
                            "coupon " + row.getLong("id") + " holds " + row.getBigDecimal("remaining")
                                    + ", its entries come to " + row.getBigDecimal("total")));
                },
                Sql.padded(accounts).toArray());
    }

    private void checkBills(List<Long> accounts, Instant now, List<Finding> findings) {
        jdbc.query(
                "SELECT b.account_id, b.id, b.amount, b.outstanding, COALESCE(SUM(l.amount), 0) AS paid FROM bills b"
                        + " LEFT JOIN ledger_entries l ON l.account_id = b.account_id AND l.bill_id = b.id"
                        + " AND l.kind = 'BILL_PAYMENT' WHERE b.account_id IN " + Sql.in(accounts)
                        + " AND b.status <> 'VOID' GROUP BY b.account_id, b.id, b.amount, b.outstanding"
                        + " HAVING b.amount + COALESCE(SUM(l.amount), 0) <> b.outstanding",
                row -> {
                    findings.add(new Finding(
                            row.getLong("account_id"),
                            now,
                            "BILL",
                            "bill " + row.getLong("id") + " has " + row.getBigDecimal("outstanding")
                                    + " outstanding of " + row.getBigDecimal("amount") + ", its payments come to "
                                    + row.getBigDecimal("paid")));
                },
                Sql.padded(accounts).toArray());
    }

    private void checkPhases(List<Long> accounts, Instant now, List<Finding> findings) {
        jdbc.query(
                "SELECT r.account_id, r.id, r.phase, t.to_phase FROM resources r LEFT JOIN transitions t"
                        + " ON t.account_id = r.account_id AND t.resource_id = r.id AND t.sequence ="
                        + " (SELECT MAX(m.sequence) FROM transitions m WHERE m.resource_id = r.id)"
                        + " WHERE r.account_id IN " + Sql.in(accounts)
                        + " AND (t.to_phase IS NULL OR t.to_phase <> r.phase)",
                row -> {
                    findings.add(new Finding(
                            row.getLong("account_id"),
                            now,
                            "PHASE",
                            "resource " + row.getLong("id") + " is " + row.getString("phase") + ", its transitions say "
                                    + row.getString("to_phase")));
                },
                Sql.padded(accounts).toArray());
    }

    private void checkWakeUps(List<AccountRows.Row> rows, Instant now, List<Finding> findings) {
        Map<Long, Instant> nows = new HashMap<>();
        Map<Long, Instant> stored = new HashMap<>();
        for (AccountRows.Row row : rows) {
            nows.put(row.account().id(), engine.now(row));
            Instant next = row.account().nextActionAt();
            if (next != null) {
                stored.put(row.account().id(), next);
            }
        }
        for (AccountState state : store.load(rows, nows, policies.book(), Reach.ALL, null)) {
            long id = state.account().id();
            Instant next = stored.get(id);
            Instant accountNow = AccountRows.required(nows.get(id));
            if (state.account().braked() || (next != null && !next.isAfter(accountNow))) {
                // what is due is still to be carried out, or waits for the brake: that is no difference
                continue;
            }
            Map<Long, @Nullable Instant> resources = new HashMap<>();
            state.resources().forEach(resource -> resources.put(resource.id(), resource.nextActionAt()));
            Lifecycle.schedule(
                    new Run(state, new Terms(policies.book(), Cards.DECLINE, ids::next, false, false), accountNow));
            if (!Objects.equals(next, state.account().nextActionAt())) {
                findings.add(new Finding(
                        id,
                        now,
                        "WAKE_UP",
                        "the account wakes at " + next + ", the decision says "
                                + state.account().nextActionAt()));
            }
            for (Resource resource : state.resources()) {
                if (!Objects.equals(resources.get(resource.id()), resource.nextActionAt())) {
                    findings.add(new Finding(
                            id,
                            now,
                            "WAKE_UP",
                            "resource " + resource.id() + " wakes at " + resources.get(resource.id())
                                    + ", the decision says " + resource.nextActionAt()));
                }
            }
        }
    }

    private static void compare(
            long accountId, String what, BigDecimal entries, BigDecimal balance, Instant now, List<Finding> findings) {
        if (entries.compareTo(balance) != 0) {
            findings.add(new Finding(
                    accountId, now, what, "the balance is " + balance + ", the entries come to " + entries));
        }
    }

    private void keep(List<Finding> findings) {
        jdbc.update("DELETE FROM reconciliation_findings");
        jdbc.batchUpdate(
                "INSERT INTO reconciliation_findings (id, account_id, found_at, what, detail) VALUES (?, ?, ?, ?, ?)",
                findings.stream()
                        .map(finding -> Sql.row(
                                ids.next(),
                                finding.accountId(),
                                Sql.utc(finding.foundAt()),
                                finding.what(),
                                finding.detail()))
                        .toList());
    }
}
