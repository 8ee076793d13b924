package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.billing.Amounts;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.decision.FundsActions;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.engine.AccountStore.Reach;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Bills: recording, paying, voiding and disputing them. */
@Service
public class Bills {

    /** Where a payment comes from. */
    public enum Source {
        FUNDS,
        CARD
    }

    /** A bill line as it is handed in. */
    public record NewLine(
            @Nullable Long resourceId,
            @Nullable String description,
            @Nullable String amount) {}

    /** A bill and whose it is. */
    public record BillView(long accountId, Bill bill) {}

    /**
     * A payment of a bill.
     *
     * @param paid null where the card was declined, which the account has been told (F3)
     */
    public record Payment(@Nullable Money paid, Bill bill) {}

    private static final int MOST_LINES = 500;

    private final LifecycleEngine engine;
    private final JdbcTemplate jdbc;

    Bills(LifecycleEngine engine, JdbcTemplate jdbc) {
        this.engine = engine;
        this.jdbc = jdbc;
    }

    /** F1: records a bill; one already past due is due now. A reference is used once for ever (F6). */
    public Bill record(
            long accountId,
            @Nullable String productCode,
            @Nullable String amount,
            @Nullable Instant dueAt,
            @Nullable String reference,
            List<NewLine> lines) {
        try {
            return engine.execute(accountId, Reach.PAY_AS_YOU_GO, null, (run, now) -> {
                CurrencyUnit currency = run.account().currency();
                Money total = Amounts.positive("amount", amount, currency);
                if (dueAt == null) {
                    throw Refusal.invalid("dueAt", "is required");
                }
                requireUnused(accountId, reference);
                Bill bill = FundsActions.bill(
                        run,
                        Resources.productCode(productCode),
                        total,
                        dueAt,
                        reference == null ? null : Accounts.text("reference", reference, 200),
                        lines(accountId, lines, total),
                        now);
                FundsActions.record(run, bill, now);
                return bill;
            });
        } catch (DuplicateKeyException e) {
            throw referenceUsed();
        }
    }

    /** <i>Pay now</i>. */
    public Payment pay(long billId, Source source) {
        return withBill(billId, (run, bill, now) -> switch (source) {
            case FUNDS -> new Payment(FundsActions.payFromFunds(run, bill, now), bill);
            case CARD -> new Payment(FundsActions.payByCard(run, bill, null, now), bill);
        });
    }

    /** <i>Pay now</i> by a card that is not put on file. */
    public Payment payByCard(long billId, String token) {
        return withBill(billId, (run, bill, now) -> new Payment(FundsActions.payByCard(run, bill, token, now), bill));
    }

    /** F7: what was paid goes back where it came from. */
    public Bill voidBill(long billId, @Nullable String reason) {
        return withBill(billId, (run, bill, now) -> voided(run, bill, Accounts.text("reason", reason, 1000), now));
    }

    public Bill dispute(long billId, @Nullable String reason) {
        return withBill(billId, (run, bill, now) -> {
            FundsActions.dispute(bill, Accounts.text("reason", reason, 1000));
            return bill;
        });
    }

    /** F7: in the customer's favour the bill is void; against the customer it is due now. */
    public Bill closeDispute(long billId, boolean inFavourOfCustomer) {
        return withBill(billId, (run, bill, now) -> {
            FundsActions.requireDisputed(bill);
            if (inFavourOfCustomer) {
                return voided(run, bill, "Dispute closed in the customer's favour", now);
            }
            FundsActions.closeForProvider(bill, now);
            return bill;
        });
    }

    public BillView get(long billId) {
        return jdbc
                .query(
                        "SELECT b.*, a.currency FROM bills b JOIN accounts a ON a.id = b.account_id WHERE b.id = ?",
                        (row, i) -> new BillView(
                                row.getLong("account_id"),
                                AccountRows.bill(row, CurrencyUnit.of(row.getString("currency")), List.of())),
                        billId)
                .stream()
                .findFirst()
                .map(this::withLines)
                .orElseThrow(() -> Refusal.notFound("bill"));
    }

    /** An account's bills, newest first; null: of any status. */
    public Page<Bill> list(long accountId, Bill.@Nullable Status status, int limit, @Nullable String cursor) {
        CurrencyUnit currency = currency(accountId);
        String ofStatus = status == null ? "" : " AND status = '" + status + "'";
        List<Bill> rows = jdbc.query(
                "SELECT * FROM bills WHERE account_id = ? AND sequence < ?" + ofStatus
                        + " ORDER BY sequence DESC LIMIT ?",
                (row, i) -> AccountRows.bill(row, currency, List.of()),
                accountId,
                Page.cursor(cursor, Long.MAX_VALUE),
                limit + 1);
        Page<Bill> page = Page.of(rows, limit, Bill::sequence);
        Map<Long, List<Bill.Line>> lines =
                linesOf(page.items().stream().map(Bill::id).toList(), currency);
        return new Page<>(
                page.items().stream()
                        .map(bill -> copy(bill, lines.getOrDefault(bill.id(), List.of())))
                        .toList(),
                page.nextCursor());
    }

    /** What an account's bills are called: by their reference, or by their id where they have none. */
    public Map<Long, String> names(long accountId, Set<Long> billIds) {
        Map<Long, String> names = new HashMap<>();
        if (!billIds.isEmpty()) {
            List<Object> args = Sql.padded(billIds);
            args.add(accountId);
            jdbc.query(
                    "SELECT id, reference FROM bills WHERE id IN " + Sql.in(billIds) + " AND account_id = ?",
                    row -> {
                        String reference = row.getString("reference");
                        names.put(row.getLong("id"), reference == null ? row.getString("id") : reference);
                    },
                    args.toArray());
        }
        return names;
    }

    @FunctionalInterface
    private interface OnBill<T> {
        T apply(Run run, Bill bill, Instant now);
    }

    private <T> T withBill(long billId, OnBill<T> action) {
        BillView view = get(billId);
        return engine.execute(view.accountId(), Reach.PAY_AS_YOU_GO, null, (run, now) -> {
            // one that is settled by now is not among those loaded
            Bill bill = run.state().bills().stream()
                    .filter(each -> each.id() == billId)
                    .findFirst()
                    .orElseGet(() -> get(billId).bill());
            return action.apply(run, bill, now);
        });
    }

    private Bill voided(Run run, Bill bill, String reason, Instant now) {
        CurrencyUnit currency = run.account().currency();
        List<LedgerEntry> payments = jdbc.query(
                "SELECT * FROM ledger_entries WHERE account_id = ? AND bill_id = ? AND kind = '"
                        + EntryKind.BILL_PAYMENT + "' ORDER BY sequence",
                (row, i) -> AccountRows.entry(row, currency),
                run.account().id(),
                bill.id());
        List<LedgerEntry> all = new ArrayList<>(payments);
        // what this very transaction has paid is not stored yet
        run.ledger().entries().stream()
                .filter(entry ->
                        entry.kind() == EntryKind.BILL_PAYMENT && entry.billId() != null && entry.billId() == bill.id())
                .forEach(all::add);
        loadCoupons(run, all);
        FundsActions.voidBill(run, bill, all, reason, now);
        return bill;
    }

    /** Coupons that paid for a bill may have ended since; a refund needs them. */
    private void loadCoupons(Run run, List<LedgerEntry> payments) {
        List<Long> missing = payments.stream()
                .map(LedgerEntry::couponId)
                .filter(id -> id != null && run.state().coupons().stream().noneMatch(coupon -> coupon.id() == id))
                .distinct()
                .toList();
        if (!missing.isEmpty()) {
            run.state()
                    .coupons()
                    .addAll(jdbc.query(
                            "SELECT * FROM coupons WHERE id IN " + Sql.in(missing),
                            (row, i) -> AccountRows.coupon(row, run.account().currency()),
                            Sql.padded(missing).toArray()));
        }
    }

    private List<Bill.Line> lines(long accountId, List<NewLine> given, Money total) {
        if (given.size() > MOST_LINES) {
            throw Refusal.invalid("lines", "has at most {} lines", MOST_LINES);
        }
        List<Bill.Line> lines = new ArrayList<>();
        Money sum = Money.zero(total.getCurrencyUnit());
        for (int i = 0; i < given.size(); i++) {
            NewLine line = given.get(i);
            String field = "lines[" + i + "].";
            Money amount = Amounts.signed(field + "amount", line.amount(), total.getCurrencyUnit());
            lines.add(new Bill.Line(
                    line.resourceId(), Accounts.text(field + "description", line.description(), 500), amount));
            sum = sum.plus(amount);
        }
        if (!lines.isEmpty() && !sum.equals(total)) {
            throw Refusal.invalid(
                    "amount",
                    "must equal the sum of the lines, {}",
                    sum.getAmount().toPlainString());
        }
        requireOwnResources(accountId, lines);
        return lines;
    }

    private void requireOwnResources(long accountId, List<Bill.Line> lines) {
        List<Long> ids = lines.stream()
                .map(Bill.Line::resourceId)
                .filter(id -> id != null)
                .distinct()
                .toList();
        if (ids.isEmpty()) {
            return;
        }
        List<Object> args = Sql.padded(ids);
        args.add(accountId);
        Integer known = jdbc.queryForObject(
                "SELECT COUNT(*) FROM resources WHERE id IN " + Sql.in(ids) + " AND account_id = ?",
                Integer.class,
                args.toArray());
        if (known == null || known != ids.size()) {
            throw Refusal.invalid("lines", "names a resource that the account does not have");
        }
    }

    private void requireUnused(long accountId, @Nullable String reference) {
        Integer used = jdbc.queryForObject(
                "SELECT COUNT(*) FROM bills WHERE account_id = ? AND reference = ?",
                Integer.class,
                accountId,
                reference == null ? null : reference.strip());
        if (used != null && used > 0) {
            throw referenceUsed();
        }
    }

    private static Refusal referenceUsed() {
        return Refusal.conflict("REFERENCE_USED", "There is a bill with this reference already.");
    }

    private BillView withLines(BillView view) {
        Bill bill = view.bill();
        Map<Long, List<Bill.Line>> lines =
                linesOf(List.of(bill.id()), bill.amount().getCurrencyUnit());
        return new BillView(view.accountId(), copy(bill, lines.getOrDefault(bill.id(), List.of())));
    }

    private Map<Long, List<Bill.Line>> linesOf(List<Long> billIds, CurrencyUnit currency) {
        Map<Long, List<Bill.Line>> lines = new HashMap<>();
        if (!billIds.isEmpty()) {
            jdbc.query(
                    "SELECT * FROM bill_lines WHERE bill_id IN " + Sql.in(billIds) + " ORDER BY bill_id, position",
                    row -> {
                        lines.computeIfAbsent(row.getLong("bill_id"), id -> new ArrayList<>())
                                .add(new Bill.Line(
                                        Sql.longOrNull(row, "resource_id"),
                                        row.getString("description"),
                                        Sql.money(row, "amount", currency)));
                    },
                    Sql.padded(billIds).toArray());
        }
        return lines;
    }

    private static Bill copy(Bill bill, List<Bill.Line> lines) {
        return new Bill(
                bill.id(),
                bill.sequence(),
                bill.productCode(),
                bill.amount(),
                bill.outstanding(),
                bill.dueAt(),
                bill.status(),
                bill.reference(),
                lines,
                bill.recordedAt(),
                bill.zone(),
                bill.cardTriedUntil(),
                bill.note(),
                false);
    }

    private CurrencyUnit currency(long accountId) {
        return jdbc
                .query(
                        "SELECT currency FROM accounts WHERE id = ?",
                        (row, i) -> CurrencyUnit.of(row.getString("currency")),
                        accountId)
                .stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("account"));
    }
}
