package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.billing.Fund;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.engine.Accounts.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * What an account's available funds have been, read back from its ledger, its bills and its coupons. The credit limit is taken to have
 * been what it is, and a bill that is void or disputed not to have been.
 */
@Service
public class FundsHistory {

    /** Funds and arrears from an instant on, until the next point. */
    public record Point(Instant at, Money availableFunds, Money arrears) {}

    /** What one instant changed. */
    private record Change(Money funds, Money arrears) {

        Change plus(Money moreFunds, Money moreArrears) {
            return new Change(funds.plus(moreFunds), arrears.plus(moreArrears));
        }
    }

    private static final int MOST_ENTRIES = 5_000;

    private final Accounts accounts;
    private final JdbcTemplate jdbc;

    FundsHistory(Accounts accounts, JdbcTemplate jdbc) {
        this.accounts = accounts;
        this.jdbc = jdbc;
    }

    /** Oldest first; the first is what they were at {@code from}, or where a very long ledger is cut off. */
    public List<Point> since(long accountId, Standing standing, Instant from, Instant now) {
        CurrencyUnit currency = standing.currency();
        List<LedgerEntry> entries = jdbc
                .query(
                        "SELECT * FROM ledger_entries WHERE account_id = ? ORDER BY sequence DESC LIMIT "
                                + MOST_ENTRIES,
                        (row, i) -> AccountRows.entry(row, currency),
                        accountId)
                .stream()
                .filter(entry -> entry.at().isAfter(from))
                .toList();
        NavigableMap<Instant, Change> changes = changes(accountId, entries, currency, from, now);
        List<Point> points = new ArrayList<>();
        Money funds = standing.availableFunds();
        Money arrears = standing.arrears();
        for (Map.Entry<Instant, Change> each : changes.descendingMap().entrySet()) {
            points.add(new Point(each.getKey(), funds, arrears));
            funds = funds.minus(each.getValue().funds());
            arrears = arrears.minus(each.getValue().arrears());
        }
        points.add(new Point(from, funds, arrears));
        return points.reversed();
    }

    private NavigableMap<Instant, Change> changes(
            long accountId, List<LedgerEntry> entries, CurrencyUnit currency, Instant from, Instant now) {
        Money nothing = Money.zero(currency);
        NavigableMap<Instant, Change> changes = new TreeMap<>();
        Map<Long, Bill> bills = bills(accountId, entries, currency, from, now);
        Map<Long, Coupon> coupons = new HashMap<>();
        accounts.coupons(accountId).forEach(coupon -> coupons.put(coupon.id(), coupon));
        Map<Long, Money> paidBefore = new HashMap<>();
        Set<Long> countedWhenGranted = new HashSet<>();
        for (LedgerEntry entry : entries) {
            Coupon coupon = coupons.get(Objects.requireNonNullElse(entry.couponId(), 0L));
            boolean ahead = coupon != null && coupon.validFrom().isAfter(entry.at());
            if (coupon != null && entry.kind() == EntryKind.COUPON_GRANTED && !ahead) {
                countedWhenGranted.add(coupon.id());
            }
            Money own = entry.fund() == Fund.CARD || ahead ? nothing : entry.amount();
            Bill bill = bills.get(Objects.requireNonNullElse(entry.billId(), 0L));
            Money owed = nothing;
            if (bill != null && isOwed(bill)) {
                if (bill.dueAt().isAfter(entry.at())) {
                    paidBefore.merge(bill.id(), entry.amount(), Money::plus);
                } else {
                    owed = entry.amount();
                }
            }
            add(changes, entry.at(), own.minus(owed), owed, nothing);
        }
        for (Bill bill : bills.values()) {
            if (isOwed(bill) && bill.dueAt().isAfter(from) && !bill.dueAt().isAfter(now)) {
                Money owed = bill.amount().plus(paidBefore.getOrDefault(bill.id(), nothing));
                add(changes, bill.dueAt(), owed.negated(), owed, nothing);
            }
        }
        for (Coupon coupon : coupons.values()) {
            boolean started =
                    coupon.validFrom().isAfter(from) && !coupon.validFrom().isAfter(now);
            if (started && !countedWhenGranted.contains(coupon.id())) {
                add(changes, coupon.validFrom(), coupon.amount(), nothing, nothing);
            }
        }
        return changes;
    }

    /** Bills that fell due in this time, and those that something was paid on. */
    private Map<Long, Bill> bills(
            long accountId, List<LedgerEntry> entries, CurrencyUnit currency, Instant from, Instant now) {
        Set<Long> named = new HashSet<>(Set.of(0L));
        entries.forEach(entry -> {
            if (entry.billId() != null) {
                named.add(entry.billId());
            }
        });
        List<Object> args = new ArrayList<>(List.of(accountId, Sql.utc(from), Sql.utc(now)));
        args.addAll(Sql.padded(named));
        Map<Long, Bill> bills = new HashMap<>();
        jdbc.query(
                "SELECT * FROM bills WHERE account_id = ? AND ((status IN ('OPEN', 'PAID', 'OVERDUE') AND due_at > ?"
                        + " AND due_at <= ?) OR id IN " + Sql.in(named) + ")",
                row -> {
                    Bill bill = AccountRows.bill(row, currency, List.of());
                    bills.put(bill.id(), bill);
                },
                args.toArray());
        return bills;
    }

    private static boolean isOwed(Bill bill) {
        return switch (bill.status()) {
            case OPEN, PAID, OVERDUE -> true;
            case DISPUTED, VOID -> false;
        };
    }

    private static void add(
            NavigableMap<Instant, Change> changes, Instant at, Money funds, Money arrears, Money nothing) {
        if (funds.isZero() && arrears.isZero()) {
            return;
        }
        changes.merge(at, new Change(nothing, nothing).plus(funds, arrears), (a, b) -> a.plus(b.funds(), b.arrears()));
    }
}
