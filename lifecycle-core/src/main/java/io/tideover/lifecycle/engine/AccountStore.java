package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.account.Spell;
import io.tideover.lifecycle.account.Threshold;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.Funds;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.decision.AccountState;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.resource.FinalNotice;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.Transition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Loads accounts for the decision and stores what it said, for whole batches with a fixed number of statements. What it loads is
 * bounded by what is due, not by what exists.
 */
@Repository
class AccountStore {

    /** What of an account's resources a piece of work needs besides those that are due. Where they are to be rescheduled: all. */
    enum Reach {
        /** Pay-as-you-go resources only where the arrears spell may change in what is due. */
        DUE,
        /** All pay-as-you-go resources: the work itself may change the arrears spell. */
        PAY_AS_YOU_GO,
        /** Every resource that is not released: what a rehearsal needs. */
        ALL,
        /** Of an account with very many resources, which follow in portions, those that are due, and of no others. */
        FEW,
        /** Of what is due only what moves money, on which every other resource may depend. */
        RENEWALS,
        /** No resource, nor when any wakes. */
        NONE
    }

    private final JdbcTemplate jdbc;
    private final LifecycleSettings settings;

    AccountStore(JdbcTemplate jdbc, LifecycleSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Locks an account's row until the transaction ends; null where there is none. */
    AccountRows.@Nullable Row lock(long accountId) {
        return jdbc
                .query(
                        "SELECT * FROM accounts WHERE id = ? FOR UPDATE",
                        (row, i) -> AccountRows.account(row),
                        accountId)
                .stream()
                .findFirst()
                .orElse(null);
    }

    AccountRows.@Nullable Row read(long accountId) {
        return jdbc
                .query("SELECT * FROM accounts WHERE id = ?", (row, i) -> AccountRows.account(row), accountId)
                .stream()
                .findFirst()
                .orElse(null);
    }

    /** Accounts by their ids; those that do not exist are left out. */
    Map<Long, AccountRows.Row> read(Collection<Long> accountIds) {
        Map<Long, AccountRows.Row> rows = new HashMap<>();
        jdbc.query(
                "SELECT * FROM accounts WHERE id IN " + Sql.in(accountIds),
                row -> {
                    rows.put(row.getLong("id"), AccountRows.account(row));
                },
                args(accountIds));
        return rows;
    }

    /** Resources of any accounts, as they are stored. */
    List<Resource> find(PolicyBook policies, String where, Object... args) {
        Map<Long, Resource> found = new LinkedHashMap<>();
        jdbc.query(
                "SELECT r.*, a.currency FROM resources r JOIN accounts a ON a.id = r.account_id WHERE " + where,
                row -> {
                    found.put(
                            row.getLong("id"),
                            AccountRows.resource(row, CurrencyUnit.of(row.getString("currency")), policies));
                },
                args);
        loadFinalNotices(List.of(found));
        return List.copyOf(found.values());
    }

    /**
     * Loads what the decision needs of accounts whose rows have been read.
     *
     * @param untils up to when each account is to be carried out
     * @param target a resource to be loaded in any case, or null
     */
    List<AccountState> load(
            List<AccountRows.Row> rows,
            Map<Long, Instant> untils,
            PolicyBook policies,
            Reach reach,
            @Nullable Long target) {
        Map<Long, AccountRows.Row> byId = new LinkedHashMap<>();
        rows.forEach(row -> byId.put(row.account().id(), row));
        Set<Long> ids = byId.keySet();
        Map<Long, List<Bill>> bills = bills(byId);
        Map<Long, List<Coupon>> coupons = coupons(byId);
        Map<Long, List<Threshold>> thresholds = thresholds(byId);

        Set<Long> whole = new HashSet<>();
        Set<Long> payAsYouGo = new HashSet<>();
        for (AccountRows.Row row : rows) {
            long id = row.account().id();
            switch (reach) {
                case ALL -> whole.add(id);
                case DUE, PAY_AS_YOU_GO -> {
                    if (row.reschedule()) {
                        whole.add(id);
                    } else if (reach == Reach.PAY_AS_YOU_GO
                            || row.account().braked()
                            || spellMayChange(
                                    row,
                                    bills.getOrDefault(id, List.of()),
                                    coupons.getOrDefault(id, List.of()),
                                    AccountRows.required(untils.get(id)))) {
                        payAsYouGo.add(id);
                    }
                }
                case FEW, RENEWALS, NONE -> {}
            }
        }
        Map<Long, Map<Long, Resource>> resources = new HashMap<>();
        Instant latest = untils.values().stream().max(Instant::compareTo).orElseThrow();
        if (reach != Reach.NONE) {
            String which = reach == Reach.RENEWALS ? " AND r.renewal_period IS NOT NULL" : "";
            collect(
                    resources,
                    byId,
                    policies,
                    "r.account_id IN " + Sql.in(ids) + " AND r.next_action_at <= ?" + which,
                    args(ids, latest));
        }
        if (!whole.isEmpty()) {
            collect(
                    resources,
                    byId,
                    policies,
                    "r.account_id IN " + Sql.in(whole) + " AND r.phase <> 'RELEASED'",
                    args(whole));
        }
        if (!payAsYouGo.isEmpty()) {
            collect(
                    resources,
                    byId,
                    policies,
                    "r.account_id IN " + Sql.in(payAsYouGo)
                            + " AND r.billing_mode = 'PAY_AS_YOU_GO' AND r.phase <> 'RELEASED'",
                    args(payAsYouGo));
        }
        if (target != null) {
            collect(resources, byId, policies, "r.account_id IN " + Sql.in(ids) + " AND r.id = ?", args(ids, target));
        }
        loadFinalNotices(resources.values());
        Set<Long> inPart = new HashSet<>(ids);
        inPart.removeAll(whole);
        Map<Long, Instant> others = inPart.isEmpty() || reach == Reach.NONE
                ? Map.of()
                : othersWakeAt(inPart, payAsYouGo, latest, target == null ? 0 : target);

        List<AccountState> states = new ArrayList<>(rows.size());
        for (AccountRows.Row row : rows) {
            long id = row.account().id();
            states.add(new AccountState(
                    row.account(),
                    row.funds(),
                    bills.getOrDefault(id, new ArrayList<>()),
                    coupons.getOrDefault(id, new ArrayList<>()),
                    new BalanceAlert(row.alertEnabled(), row.alertRepeats(), thresholds.getOrDefault(id, List.of())),
                    new ArrayList<>(resources.getOrDefault(id, Map.of()).values()),
                    settings.minimumArrears(row.account().currency()),
                    others.get(id)));
        }
        return states;
    }

    /** An account with a portion of its resources, which has been read, and of its others what {@code reach} says. */
    AccountState load(AccountRows.Row row, Instant until, PolicyBook policies, Reach reach, List<Resource> portion) {
        long id = row.account().id();
        AccountState others =
                load(List.of(row), Map.of(id, until), policies, reach, null).getFirst();
        Map<Long, Resource> resources = new LinkedHashMap<>();
        portion.forEach(resource -> resources.put(resource.id(), resource));
        others.resources().forEach(resource -> resources.putIfAbsent(resource.id(), resource));
        // when those of the portion wake is about to change
        List<Long> except = resources.isEmpty() ? List.of(0L) : List.copyOf(resources.keySet());
        return new AccountState(
                others.account(),
                others.funds(),
                others.bills(),
                others.coupons(),
                others.alert(),
                new ArrayList<>(resources.values()),
                others.minimumArrears(),
                nextOther(id, until, except));
    }

    /** Whether at most so many of an account's resources are due. */
    boolean fewDue(long accountId, Instant until, int most) {
        return jdbc.query(
                                "SELECT id FROM resources WHERE account_id = ? AND next_action_at <= ? LIMIT ?",
                                (row, i) -> row.getLong("id"),
                                accountId,
                                Sql.utc(until),
                                most + 1)
                        .size()
                <= most;
    }

    /** The next resources of an account, in the order of ids, that have facts to follow or are due. */
    List<Resource> behind(AccountRows.Row row, PolicyBook policies, long after, long facts, Instant until, int most) {
        return portion(
                row,
                policies,
                most,
                "r.id > ? AND r.phase <> 'RELEASED' AND (r.facts_seen < ? OR r.next_action_at <= ?)",
                after,
                facts,
                Sql.utc(until));
    }

    /** The next resources of an account in the order of ids, whatever their phase. */
    List<Resource> inOrder(AccountRows.Row row, PolicyBook policies, long after, int most) {
        return portion(row, policies, most, "r.id > ?", after);
    }

    private List<Resource> portion(AccountRows.Row row, PolicyBook policies, int most, String which, Object... args) {
        Map<Long, Map<Long, Resource>> found = new HashMap<>();
        long id = row.account().id();
        collect(
                found,
                Map.of(id, row),
                policies,
                "r.account_id = ? AND " + which,
                Stream.concat(Stream.of(id), Stream.of(args)).toArray(),
                " LIMIT " + most);
        loadFinalNotices(found.values());
        return new ArrayList<>(found.getOrDefault(id, Map.of()).values());
    }

    /** When the first of an account's resources wakes, as stored; null: none does. */
    @Nullable
    Instant earliestWakeUp(long accountId) {
        return jdbc.query(
                        "SELECT MIN(next_action_at) AS next_at FROM resources WHERE account_id = ?",
                        (row, i) -> Sql.instantOrNull(row, "next_at"),
                        accountId)
                .getFirst();
    }

    /** Whether what is due can begin, move or end the account's arrears spell, so that all its pay-as-you-go resources are needed. */
    private static boolean spellMayChange(AccountRows.Row row, List<Bill> bills, List<Coupon> coupons, Instant until) {
        boolean overdue = false;
        for (Bill bill : bills) {
            if (bill.status() == Bill.Status.OPEN && !bill.dueAt().isAfter(until)) {
                return true;
            }
            overdue |= bill.status() == Bill.Status.OVERDUE;
        }
        if (!overdue) {
            return false;
        }
        return row.funds().cardToken() != null
                || coupons.stream()
                        .anyMatch(coupon ->
                                coupon.validFrom().isAfter(row.account().processedAt())
                                        && !coupon.validFrom().isAfter(until));
    }

    private Map<Long, List<Bill>> bills(Map<Long, AccountRows.Row> accounts) {
        return grouped(
                "SELECT * FROM bills WHERE account_id IN " + Sql.in(accounts.keySet())
                        + " AND status IN ('OPEN', 'OVERDUE', 'DISPUTED') ORDER BY sequence",
                accounts,
                (row, account) -> AccountRows.bill(row, account.currency(), List.of()));
    }

    private Map<Long, List<Coupon>> coupons(Map<Long, AccountRows.Row> accounts) {
        return grouped(
                "SELECT * FROM coupons WHERE account_id IN " + Sql.in(accounts.keySet())
                        + " AND ended = FALSE ORDER BY sequence",
                accounts,
                (row, account) -> AccountRows.coupon(row, account.currency()));
    }

    private Map<Long, List<Threshold>> thresholds(Map<Long, AccountRows.Row> accounts) {
        return grouped(
                "SELECT * FROM alert_thresholds WHERE account_id IN " + Sql.in(accounts.keySet()),
                accounts,
                (row, account) -> new Threshold(
                        Sql.money(row, "amount", account.currency()),
                        row.getBoolean("fired"),
                        row.getInt("sent"),
                        Sql.instantOrNull(row, "next_repeat_at")));
    }

    @FunctionalInterface
    private interface OfAccount<T> {
        T map(ResultSet row, Account account) throws SQLException;
    }

    private <T> Map<Long, List<T>> grouped(String sql, Map<Long, AccountRows.Row> accounts, OfAccount<T> mapper) {
        Map<Long, List<T>> grouped = new HashMap<>();
        jdbc.query(
                sql,
                row -> {
                    long id = row.getLong("account_id");
                    Account account = AccountRows.required(accounts.get(id)).account();
                    grouped.computeIfAbsent(id, key -> new ArrayList<>()).add(mapper.map(row, account));
                },
                args(accounts.keySet()));
        return grouped;
    }

    private void collect(
            Map<Long, Map<Long, Resource>> into,
            Map<Long, AccountRows.Row> accounts,
            PolicyBook policies,
            String where,
            Object[] args) {
        collect(into, accounts, policies, where, args, "");
    }

    private void collect(
            Map<Long, Map<Long, Resource>> into,
            Map<Long, AccountRows.Row> accounts,
            PolicyBook policies,
            String where,
            Object[] args,
            String limit) {
        jdbc.query(
                "SELECT r.* FROM resources r WHERE " + where + " ORDER BY r.id" + limit,
                row -> {
                    long accountId = row.getLong("account_id");
                    Map<Long, Resource> ofAccount = into.computeIfAbsent(accountId, key -> new LinkedHashMap<>());
                    if (!ofAccount.containsKey(row.getLong("id"))) {
                        Account account =
                                AccountRows.required(accounts.get(accountId)).account();
                        ofAccount.put(row.getLong("id"), AccountRows.resource(row, account.currency(), policies));
                    }
                },
                args);
    }

    /** Fills in the release reminders of resources in RETENTION and what became of them (R5). */
    void loadFinalNotices(Collection<Map<Long, Resource>> resources) {
        Map<Long, Resource> retained = new HashMap<>();
        resources.forEach(map -> map.values().stream()
                .filter(resource -> resource.phase() == Phase.RETENTION)
                .forEach(resource -> retained.put(resource.id(), resource)));
        for (List<Long> some : Sql.chunks(retained.keySet())) {
            jdbc.query(
                    "SELECT f.resource_id, f.notice_id, f.episode, f.named_at, f.created_at, a.accepted_at"
                            + " FROM final_notices f LEFT JOIN final_notice_acceptances a ON a.notice_id = f.notice_id"
                            + " WHERE f.resource_id IN " + Sql.in(some),
                    row -> {
                        Resource resource = AccountRows.required(retained.get(row.getLong("resource_id")));
                        if (row.getInt("episode") == resource.episodeNumber()) {
                            resource.finalNotices()
                                    .add(new FinalNotice(
                                            row.getLong("notice_id"),
                                            row.getInt("episode"),
                                            Sql.instant(row, "named_at"),
                                            Sql.instant(row, "created_at"),
                                            Sql.instantOrNull(row, "accepted_at")));
                        }
                    },
                    args(some));
        }
    }

    /**
     * The earliest wake-up among the resources that {@link #load} does not load.
     *
     * @param payAsYouGo the accounts all of whose pay-as-you-go resources are loaded
     */
    private Map<Long, Instant> othersWakeAt(Set<Long> ids, Set<Long> payAsYouGo, Instant latest, long target) {
        Map<Long, Instant> others = new HashMap<>();
        if (ids.size() == 1 && payAsYouGo.isEmpty()) {
            long id = ids.iterator().next();
            Instant next = nextOther(id, latest, List.of(target));
            if (next != null) {
                others.put(id, next);
            }
            return others;
        }
        Set<Long> due = new HashSet<>(ids);
        due.removeAll(payAsYouGo);
        if (!due.isEmpty()) {
            readOthers(others, "account_id IN " + Sql.in(due), args(due, target, latest));
        }
        if (!payAsYouGo.isEmpty()) {
            readOthers(
                    others,
                    "account_id IN " + Sql.in(payAsYouGo) + " AND billing_mode <> '" + BillingMode.PAY_AS_YOU_GO + "'",
                    args(payAsYouGo, target, latest));
        }
        return others;
    }

    /**
     * When the first of an account's resources but some wakes after an instant: one entry of the index or few, however many resources
     * there are.
     */
    @Nullable
    Instant nextOther(long accountId, Instant latest, Collection<Long> except) {
        return jdbc
                .query(
                        "SELECT next_action_at FROM resources WHERE account_id = ? AND next_action_at > ? AND id NOT IN "
                                + Sql.in(except) + " ORDER BY next_action_at LIMIT 1",
                        (row, i) -> Sql.instant(row, "next_action_at"),
                        Stream.concat(Stream.of(accountId, Sql.utc(latest)), Sql.padded(except).stream())
                                .toArray())
                .stream()
                .findFirst()
                .orElse(null);
    }

    private void readOthers(Map<Long, Instant> others, String where, Object[] args) {
        jdbc.query(
                "SELECT account_id, MIN(next_action_at) AS next_at FROM resources WHERE " + where
                        + " AND id <> ? AND next_action_at > ? GROUP BY account_id",
                row -> {
                    others.put(row.getLong("account_id"), Sql.instant(row, "next_at"));
                },
                args);
    }

    /** Stores everything the runs changed and added, except for what is announced. */
    void save(List<Run> runs, Map<Long, Instant> recordedAt) {
        saveAccounts(runs);
        saveResources(runs);
        saveBills(runs);
        saveCoupons(runs);
        saveThresholds(runs);
        insertLedger(runs, recordedAt);
        insertTransitions(runs, recordedAt);
        insertFinalNotices(runs);
    }

    private void saveAccounts(List<Run> runs) {
        SetUpdates updates = new SetUpdates(jdbc, "accounts");
        for (Run run : runs) {
            Account account = run.account();
            SetUpdates.Row row = updates.row(account.id())
                    .set("processed_at", Sql.utc(account.processedAt()))
                    .set("next_action_at", Sql.utcOrNull(account.nextActionAt()))
                    .add("sequence", account.numbered())
                    .set("braked", account.braked())
                    .set("reschedule", false)
                    .set("sweep_failures", 0)
                    .set("sweep_error", null);
            Funds funds = run.state().funds();
            BalanceAlert alert = run.state().alert();
            if (account.changed() || funds.changed() || alert.changed()) {
                Spell spell = account.spell();
                row.set("name", account.name())
                        .set("time_zone", account.zone().getId())
                        .set("locale", account.locale().toLanguageTag())
                        .set("tier", account.tier())
                        .set("cash_balance", funds.cashBalance().getAmount())
                        .set("credit_limit", funds.creditLimit().getAmount())
                        .set("credit_used", funds.creditUsed().getAmount())
                        .set("card_token", funds.cardToken())
                        .set("alert_enabled", alert.enabled())
                        .set("alert_repeats", alert.repeats())
                        .set("spells", account.spells())
                        .set("spell_started_at", spell == null ? null : Sql.utc(spell.startedAt()))
                        .set("arrears_since", spell == null ? null : Sql.utc(spell.since()))
                        .set("clock_from", spell == null ? null : Sql.utcOrNull(spell.clockFrom()));
            }
        }
        updates.execute();
    }

    private void saveResources(List<Run> runs) {
        SetUpdates updates = new SetUpdates(jdbc, "resources");
        for (Run run : runs) {
            for (Resource resource : run.state().resources()) {
                if (resource.changed()) {
                    @Nullable Object[] before = AccountRows.mutable(resource.loaded());
                    @Nullable Object[] after = AccountRows.mutable(resource.snapshot());
                    SetUpdates.Row row = updates.row(resource.id());
                    for (int i = 0; i < after.length; i++) {
                        if (!Objects.equals(before[i], after[i])) {
                            row.set(AccountRows.MUTABLE.get(i), after[i]);
                        }
                    }
                }
            }
        }
        updates.execute();
    }

    /** A new resource; what changes of it afterwards follows with {@link #save}. */
    void insert(Resource resource) {
        Resource.Snapshot r = resource.snapshot();
        jdbc.update(
                "INSERT INTO resources (id, account_id, product_code, region, name, resource_name, live_name,"
                        + " registered_at, billing_mode, expires_at, payg_since, phase, phase_since, episode_number,"
                        + " extension_days, reminded_until, guard_from)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?)",
                r.id(),
                r.accountId(),
                r.productCode(),
                r.region(),
                r.name(),
                r.resourceName(),
                r.resourceName(),
                Sql.utc(r.registeredAt()),
                r.billingMode().name(),
                Sql.utcOrNull(r.expiresAt()),
                Sql.utc(r.paygSince()),
                r.phase().name(),
                Sql.utc(r.phaseSince()),
                Sql.utc(r.remindedUntil()),
                Sql.utc(r.guardFrom()));
        jdbc.update("UPDATE accounts SET resource_count = resource_count + 1 WHERE id = ?", r.accountId());
    }

    private void saveBills(List<Run> runs) {
        List<Object[]> added = new ArrayList<>();
        List<Object[]> lines = new ArrayList<>();
        List<Object[]> changed = new ArrayList<>();
        for (Run run : runs) {
            for (Bill bill : run.state().bills()) {
                if (bill.added()) {
                    added.add(billArgs(run, bill));
                    for (int i = 0; i < bill.lines().size(); i++) {
                        Bill.Line line = bill.lines().get(i);
                        lines.add(Sql.row(
                                bill.id(),
                                i,
                                run.account().id(),
                                line.resourceId(),
                                line.description(),
                                line.amount().getAmount()));
                    }
                } else if (bill.changed()) {
                    changed.add(Sql.row(
                            bill.outstanding().getAmount(),
                            Sql.utc(bill.dueAt()),
                            bill.status().name(),
                            bill.zone() == null ? null : bill.zone().getId(),
                            Sql.utc(bill.cardTriedUntil()),
                            bill.note(),
                            bill.id()));
                }
            }
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO bills (id, account_id, sequence, product_code, amount, outstanding, due_at, status,"
                        + " reference, recorded_at, time_zone, card_tried_until, note)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                added);
        Sql.insertAll(
                jdbc,
                "INSERT INTO bill_lines (bill_id, position, account_id, resource_id, description, amount)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                lines);
        batch(
                "UPDATE bills SET outstanding = ?, due_at = ?, status = ?, time_zone = ?, card_tried_until = ?,"
                        + " note = ? WHERE id = ?",
                changed);
    }

    private static Object[] billArgs(Run run, Bill bill) {
        return Sql.row(
                bill.id(),
                run.account().id(),
                bill.sequence(),
                bill.productCode(),
                bill.amount().getAmount(),
                bill.outstanding().getAmount(),
                Sql.utc(bill.dueAt()),
                bill.status().name(),
                bill.reference(),
                Sql.utc(bill.recordedAt()),
                bill.zone() == null ? null : bill.zone().getId(),
                Sql.utc(bill.cardTriedUntil()),
                bill.note());
    }

    private void saveCoupons(List<Run> runs) {
        List<Object[]> added = new ArrayList<>();
        List<Object[]> changed = new ArrayList<>();
        for (Run run : runs) {
            for (Coupon coupon : run.state().coupons()) {
                if (coupon.added()) {
                    added.add(Sql.row(
                            coupon.id(),
                            run.account().id(),
                            coupon.sequence(),
                            coupon.kind().name(),
                            coupon.productCode(),
                            coupon.amount().getAmount(),
                            coupon.remaining().getAmount(),
                            Sql.utc(coupon.validFrom()),
                            Sql.utcOrNull(coupon.validUntil()),
                            coupon.ended()));
                } else if (coupon.changed()) {
                    changed.add(new Object[] {coupon.remaining().getAmount(), coupon.ended(), coupon.id()});
                }
            }
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO coupons (id, account_id, sequence, kind, product_code, amount, remaining, valid_from,"
                        + " valid_until, ended) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                added);
        batch("UPDATE coupons SET remaining = ?, ended = ? WHERE id = ?", changed);
    }

    private void saveThresholds(List<Run> runs) {
        List<Run> changed =
                runs.stream().filter(run -> run.state().alert().changed()).toList();
        batch(
                "DELETE FROM alert_thresholds WHERE account_id = ?",
                changed.stream().map(run -> new Object[] {run.account().id()}).toList());
        Sql.insertAll(
                jdbc,
                "INSERT INTO alert_thresholds (account_id, amount, fired, sent, next_repeat_at) VALUES (?, ?, ?, ?, ?)",
                changed.stream()
                        .flatMap(run -> run.state().alert().thresholds().stream()
                                .map(threshold -> Sql.row(
                                        run.account().id(),
                                        threshold.amount().getAmount(),
                                        threshold.fired(),
                                        threshold.sent(),
                                        Sql.utcOrNull(threshold.nextRepeatAt()))))
                        .toList());
    }

    private void insertLedger(List<Run> runs, Map<Long, Instant> recordedAt) {
        List<Object[]> rows = new ArrayList<>();
        for (Run run : runs) {
            for (LedgerEntry entry : run.ledger().entries()) {
                rows.add(Sql.row(
                        entry.accountId(),
                        entry.sequence(),
                        Sql.utc(entry.at()),
                        Sql.utc(AccountRows.required(recordedAt.get(entry.accountId()))),
                        entry.kind().name(),
                        entry.fund().name(),
                        entry.amount().getAmount(),
                        entry.billId(),
                        entry.couponId(),
                        entry.resourceId(),
                        entry.reference()));
            }
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO ledger_entries (account_id, sequence, at, recorded_at, kind, fund, amount, bill_id,"
                        + " coupon_id, resource_id, reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
    }

    private void insertTransitions(List<Run> runs, Map<Long, Instant> recordedAt) {
        List<Object[]> rows = new ArrayList<>();
        for (Run run : runs) {
            for (Transition transition : run.transitions()) {
                Phase from = transition.from();
                rows.add(Sql.row(
                        transition.accountId(),
                        transition.sequence(),
                        transition.resourceId(),
                        transition.episode(),
                        from == null ? null : from.name(),
                        transition.to().name(),
                        Sql.utc(transition.effectiveAt()),
                        Sql.utc(AccountRows.required(recordedAt.get(transition.accountId()))),
                        transition.reason().name(),
                        transition.detail()));
            }
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO transitions (account_id, sequence, resource_id, episode, from_phase, to_phase,"
                        + " effective_at, recorded_at, reason, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
    }

    private void insertFinalNotices(List<Run> runs) {
        List<Object[]> rows = new ArrayList<>();
        for (Run run : runs) {
            for (Run.FinalNoticeFor each : run.finalNotices()) {
                FinalNotice notice = each.notice();
                rows.add(new Object[] {
                    run.account().id(),
                    each.resourceId(),
                    notice.noticeId(),
                    notice.episode(),
                    Sql.utc(notice.namedAt()),
                    Sql.utc(notice.createdAt())
                });
            }
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO final_notices (account_id, resource_id, notice_id, episode, named_at, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                rows);
    }

    private void batch(String sql, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            jdbc.batchUpdate(sql, rows);
        }
    }

    private static Object[] args(Collection<Long> ids, Object... more) {
        List<Object> args = Sql.padded(ids);
        for (Object each : more) {
            args.add(each instanceof Instant instant ? Sql.utc(instant) : each);
        }
        return args.toArray();
    }
}
