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

    private record Sized(long accountId, int resources) {}

    private static final int ACCOUNTS_A_BATCH = 500;
    private static final int RESOURCES_A_BATCH = 5_000;

    private final JdbcTemplate jdbc;
    private final AccountStore store;
    private final Policies policies;
    private final LifecycleEngine engine;
    private final AccountClock clock;
    private final Ids ids;
    private final LifecycleSettings settings;
    private final TransactionTemplate transaction;
    private final AtomicLong differences = new AtomicLong();

    Reconciliation(
            JdbcTemplate jdbc,
            AccountStore store,
            Policies policies,
            LifecycleEngine engine,
            AccountClock clock,
            Ids ids,
            LifecycleSettings settings,
            PlatformTransactionManager transactions,
            ObjectProvider<MeterRegistry> meters) {
        this.jdbc = jdbc;
        this.store = store;
        this.policies = policies;
        this.engine = engine;
        this.clock = clock;
        this.ids = ids;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
        // a process without metrics reconciles all the same
        meters.ifAvailable(registry -> registry.gauge("tideover.reconciliation.differences", differences));
    }

    /**
     * Checks every account, in batches of a bounded size, and keeps what it finds in place of what was found before. Of an account with
     * very many resources those are checked in portions, so that nothing else of it waits for long (S8).
     */
    public List<Finding> run() {
        Instant now = clock.now(AccountClock.WALL);
        List<Finding> findings = new ArrayList<>();
        long after = 0;
        while (true) {
            List<Sized> accounts = jdbc.query(
                    "SELECT id, resource_count FROM accounts WHERE id > ? ORDER BY id LIMIT ?",
                    (row, i) -> new Sized(row.getLong("id"), row.getInt("resource_count")),
                    after,
                    ACCOUNTS_A_BATCH);
            if (accounts.isEmpty()) {
                break;
            }
            after = accounts.getLast().accountId();
            check(accounts, now, findings);
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

    private void check(List<Sized> accounts, Instant now, List<Finding> findings) {
        List<Long> together = new ArrayList<>();
        int resources = 0;
        for (Sized account : accounts) {
            if (account.resources() > settings.portion()) {
                checkLarge(account.accountId(), now, findings);
                continue;
            }
            if (resources + account.resources() > RESOURCES_A_BATCH) {
                checkTogether(List.copyOf(together), now, findings);
                together.clear();
                resources = 0;
            }
            together.add(account.accountId());
            resources += account.resources();
        }
        if (!together.isEmpty()) {
            checkTogether(together, now, findings);
        }
    }

    private void checkTogether(List<Long> accounts, Instant now, List<Finding> findings) {
        transaction.executeWithoutResult(status -> {
            List<AccountRows.Row> rows = lock(accounts);
            checkMoney(accounts, rows, now, findings);
            checkPhases(accounts, "", List.of(), now, findings);
            Map<Long, Instant> nows = nows(rows);
            for (AccountState state : store.load(rows, nows, policies.book(), Reach.ALL, null)) {
                Instant accountNow =
                        AccountRows.required(nows.get(state.account().id()));
                Instant stored = state.account().nextActionAt();
                if (!isUnsettled(state, accountNow)) {
                    checkWakeUps(state, accountNow, now, findings);
                    compareWakeUps(state.account().id(), stored, state.account().nextActionAt(), now, findings);
                }
            }
        });
    }

    /** First the account, then its resources: each portion in a transaction of its own. */
    private void checkLarge(long accountId, Instant now, List<Finding> findings) {
        List<Long> alone = List.of(accountId);
        transaction.executeWithoutResult(status -> {
            List<AccountRows.Row> rows = lock(alone);
            checkMoney(alone, rows, now, findings);
            Map<Long, Instant> nows = nows(rows);
            for (AccountState state : store.load(rows, nows, policies.book(), Reach.NONE, null)) {
                Instant accountNow = AccountRows.required(nows.get(accountId));
                Instant stored = state.account().nextActionAt();
                if (!isUnsettled(state, accountNow)) {
                    checkWakeUps(state, accountNow, now, findings);
                    compareWakeUps(
                            accountId,
                            stored,
                            earlier(state.account().nextActionAt(), store.earliestWakeUp(accountId)),
                            now,
                            findings);
                }
            }
        });
        Long after = 0L;
        while (after != null) {
            long from = after;
            after = transaction.execute(status -> checkPortion(accountId, from, now, findings));
        }
    }

    /** @return the last resource of the portion; null where there was none */
    private @Nullable Long checkPortion(long accountId, long after, Instant now, List<Finding> findings) {
        List<AccountRows.Row> rows = lock(List.of(accountId));
        if (rows.isEmpty()) {
            return null;
        }
        AccountRows.Row row = rows.getFirst();
        List<Resource> portion = store.inOrder(row, policies.book(), after, settings.portion());
        if (portion.isEmpty()) {
            return null;
        }
        long last = portion.getLast().id();
        checkPhases(List.of(accountId), " AND r.id > ? AND r.id <= ?", List.of(after, last), now, findings);
        Map<Long, Instant> nows = nows(rows);
        AccountState state =
                store.load(rows, nows, policies.book(), Reach.NONE, null).getFirst();
        Instant accountNow = AccountRows.required(nows.get(accountId));
        if (!isUnsettled(state, accountNow)) {
            portion.stream().filter(resource -> !resource.isReleased()).forEach(state.resources()::add);
            checkWakeUps(state, accountNow, now, findings);
        }
        return last;
    }

    /** The rows stay locked meanwhile, so that nothing is compared with what it was a moment ago. */
    private List<AccountRows.Row> lock(List<Long> accounts) {
        return jdbc.query(
                "SELECT * FROM accounts WHERE id IN " + Sql.in(accounts) + " FOR UPDATE",
                (row, i) -> AccountRows.account(row),
                Sql.padded(accounts).toArray());
    }

    private void checkMoney(List<Long> accounts, List<AccountRows.Row> rows, Instant now, List<Finding> findings) {
        checkBalances(accounts, rows, now, findings);
        checkCoupons(accounts, now, findings);
        checkBills(accounts, now, findings);
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

    private void checkPhases(
            List<Long> accounts, String which, List<Long> bounds, Instant now, List<Finding> findings) {
        List<Object> args = Sql.padded(accounts);
        args.addAll(bounds);
        jdbc.query(
                "SELECT r.account_id, r.id, r.phase, t.to_phase FROM resources r LEFT JOIN transitions t"
                        + " ON t.account_id = r.account_id AND t.resource_id = r.id AND t.sequence ="
                        + " (SELECT MAX(m.sequence) FROM transitions m WHERE m.resource_id = r.id)"
                        + " WHERE r.account_id IN " + Sql.in(accounts) + which
                        + " AND (t.to_phase IS NULL OR t.to_phase <> r.phase)",
                row -> {
                    findings.add(new Finding(
                            row.getLong("account_id"),
                            now,
                            "PHASE",
                            "resource " + row.getLong("id") + " is " + row.getString("phase") + ", its transitions say "
                                    + row.getString("to_phase")));
                },
                args.toArray());
    }

    private Map<Long, Instant> nows(List<AccountRows.Row> rows) {
        Map<Long, Instant> nows = new HashMap<>();
        rows.forEach(row -> nows.put(row.account().id(), engine.now(row)));
        return nows;
    }

    /** Whether what is due is still to be carried out, or waits for the brake: that is no difference. */
    private static boolean isUnsettled(AccountState state, Instant accountNow) {
        Instant next = state.account().nextActionAt();
        return state.account().braked() || (next != null && !next.isAfter(accountNow));
    }

    /** Of the resources that were loaded; what the decision says of the account is left in it. */
    private void checkWakeUps(AccountState state, Instant accountNow, Instant now, List<Finding> findings) {
        Map<Long, @Nullable Instant> stored = new HashMap<>();
        state.resources().forEach(resource -> stored.put(resource.id(), resource.nextActionAt()));
        Lifecycle.schedule(
                new Run(state, new Terms(policies.book(), Cards.DECLINE, ids::next, false, false), accountNow));
        for (Resource resource : state.resources()) {
            if (!Objects.equals(stored.get(resource.id()), resource.nextActionAt())) {
                findings.add(new Finding(
                        state.account().id(),
                        now,
                        "WAKE_UP",
                        "resource " + resource.id() + " wakes at " + stored.get(resource.id()) + ", the decision says "
                                + resource.nextActionAt()));
            }
        }
    }

    private static void compareWakeUps(
            long accountId, @Nullable Instant stored, @Nullable Instant decided, Instant now, List<Finding> findings) {
        if (!Objects.equals(stored, decided)) {
            findings.add(new Finding(
                    accountId, now, "WAKE_UP", "the account wakes at " + stored + ", the decision says " + decided));
        }
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
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
        Sql.insertAll(
                jdbc,
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
