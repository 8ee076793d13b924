package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.account.Spell;
import io.tideover.lifecycle.billing.Amounts;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.billing.PaymentGateway;
import io.tideover.lifecycle.decision.FundsActions;
import io.tideover.lifecycle.engine.AccountStore.Reach;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Accounts and their funds: opening, changing, topping up, and what they stand at. */
@Service
public class Accounts {

    /**
     * Who an account is, and what time it is for it.
     *
     * @param following its resources still follow what it decided: counts of them go by what is stored (S8)
     */
    public record AccountView(
            long id,
            String name,
            CurrencyUnit currency,
            ZoneId zone,
            Locale locale,
            @Nullable String tier,
            Money creditLimit,
            long clockId,
            Instant createdAt,
            Instant now,
            @Nullable Instant arrearsSince,
            @Nullable String cardToken,
            boolean following) {

        public boolean inArrears() {
            return arrearsSince != null;
        }
    }

    /** Funds and arrears at one moment (F2). */
    public record Standing(
            CurrencyUnit currency,
            Money cashBalance,
            Money creditLimit,
            Money creditUsed,
            Money availableQuota,
            Money generalCashCoupons,
            Money cashCoupons,
            Money availableFunds,
            Money arrears,
            @Nullable Instant arrearsSince) {

        public boolean inArrears() {
            return arrears.isPositive();
        }
    }

    /** A part of a top-up that went to a bill. */
    public record Applied(long billId, Money amount) {}

    /** What became of a top-up. */
    public record TopUp(long id, Money amount, List<Applied> applied, Money cashBalance) {}

    /** What became of a correction; a bill where cash did not suffice (F3). */
    public record Correction(
            Money amount, Money cashBalance, @Nullable Long billId) {}

    /** A balance alert's settings and which thresholds have fired. */
    public record Alert(boolean enabled, int repeats, List<Money> thresholds, List<Money> fired) {}

    /**
     * A change of an account; null leaves a value as it is.
     *
     * @param tier {@link #NO_TIER} takes the account's tier away
     */
    public record Changes(
            @Nullable String name,
            @Nullable String timeZone,
            @Nullable String locale,
            @Nullable String tier,
            @Nullable String creditLimit) {}

    /** In place of a tier: none. No tier is called so. */
    public static final String NO_TIER = "";

    /** What was spent in a month of the account's time zone. */
    public record Month(LocalDate month, Money amount) {}

    private final LifecycleEngine engine;
    private final AccountStore store;
    private final AccountClock clock;
    private final PaymentGateway gateway;
    private final AlertDefaults alertDefaults;
    private final Ids ids;
    private final Snapshot snapshot;
    private final JdbcTemplate jdbc;

    Accounts(
            LifecycleEngine engine,
            AccountStore store,
            AccountClock clock,
            PaymentGateway gateway,
            AlertDefaults alertDefaults,
            Ids ids,
            Snapshot snapshot,
            JdbcTemplate jdbc) {
        this.engine = engine;
        this.store = store;
        this.clock = clock;
        this.gateway = gateway;
        this.alertDefaults = alertDefaults;
        this.ids = ids;
        this.snapshot = snapshot;
        this.jdbc = jdbc;
    }

    /**
     * Opens an account with no funds, and with the balance alert that new accounts of its currency start with (B4).
     *
     * @param clockId a test clock's id, or {@link AccountClock#WALL}
     * @return its id
     */
    @Transactional
    public long open(
            String name,
            String currency,
            String timeZone,
            String locale,
            @Nullable String tier,
            @Nullable String creditLimit,
            long clockId,
            @Nullable String cardToken) {
        CurrencyUnit unit = currency(currency);
        Money limit = creditLimit == null ? Money.zero(unit) : Amounts.notNegative("creditLimit", creditLimit, unit);
        AlertDefaults.Default alert = alertDefaults
                .of(unit)
                .orElseGet(() -> new AlertDefaults.Default(unit, false, BalanceAlert.DEFAULT_REPEATS, List.of()));
        Instant now = clock.now(clockId);
        long id = ids.next();
        jdbc.update(
                "INSERT INTO accounts (id, name, currency, time_zone, locale, tier, clock_id, created_at, cash_balance,"
                        + " credit_limit, credit_used, card_token, alert_enabled, alert_repeats, spells, processed_at,"
                        + " next_action_at, sequence, braked, sweep_failures)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, ?, ?, 0, ?, ?, 0, FALSE, 0)",
                id,
                text("name", name, 200),
                unit.getCode(),
                zone(timeZone).getId(),
                locale(locale).toLanguageTag(),
                tier == null ? null : text("tier", tier, 32),
                clockId,
                Sql.utc(now),
                limit.getAmount(),
                cardToken == null ? null : card(cardToken),
                alert.enabled(),
                alert.repeats(),
                Sql.utc(now),
                alert.enabled() && alert.thresholds().stream().anyMatch(limit::isLessThan) ? Sql.utc(now) : null);
        for (Money threshold : alert.thresholds()) {
            // without funds it is below a threshold from the start, and that is due to be told (B1)
            boolean below = alert.enabled() && limit.isLessThan(threshold);
            jdbc.update(
                    "INSERT INTO alert_thresholds (account_id, amount, fired, sent, next_repeat_at)"
                            + " VALUES (?, ?, FALSE, 0, ?)",
                    id,
                    threshold.getAmount(),
                    below ? Sql.utc(now) : null);
        }
        return id;
    }

    /** Changes what is given; a raised credit limit pays overdue bills at once (F3). */
    public void change(long accountId, Changes changes) {
        // reminders may fall elsewhere then; those of a large account follow the change as a fact
        boolean allConcerned = changes.timeZone() != null || changes.tier() != null;
        engine.execute(accountId, allConcerned ? Reach.ALL : Reach.PAY_AS_YOU_GO, null, (run, now) -> {
            Account account = run.account();
            account.describe(
                    changes.name() == null ? account.name() : text("name", changes.name(), 200),
                    changes.timeZone() == null ? account.zone() : zone(changes.timeZone()),
                    changes.locale() == null ? account.locale() : locale(changes.locale()),
                    changes.tier() == null ? account.tier() : tier(changes.tier()));
            if (changes.creditLimit() != null) {
                run.state()
                        .funds()
                        .limitCredit(Amounts.notNegative("creditLimit", changes.creditLimit(), account.currency()));
            }
            return account;
        });
    }

    public AccountView get(long accountId) {
        AccountRows.Row row = store.read(accountId);
        if (row == null) {
            throw Refusal.notFound("account");
        }
        return view(row);
    }

    /** Names of accounts by their ids; those that do not exist are left out. */
    public Map<Long, String> names(Collection<Long> ids) {
        Map<Long, String> names = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.query(
                    "SELECT id, name FROM accounts WHERE id IN " + Sql.in(ids),
                    row -> {
                        names.put(row.getLong("id"), row.getString("name"));
                    },
                    Sql.padded(ids).toArray());
        }
        return names;
    }

    /** Accounts whose name contains a text or whose id it is; all where it is blank. In the order of their ids. */
    public Page<AccountView> search(String query, int limit, @Nullable String cursor) {
        String like = "%"
                + query.toLowerCase(Locale.ROOT)
                        .replace("!", "!!")
                        .replace("%", "!%")
                        .replace("_", "!_") + "%";
        List<AccountView> rows = jdbc.query(
                "SELECT * FROM accounts WHERE id > ? AND (LOWER(name) LIKE ? ESCAPE '!' OR id = ?) ORDER BY id LIMIT ?",
                (row, i) -> view(AccountRows.account(row)),
                Page.cursor(cursor, 0),
                like,
                number(query),
                limit + 1);
        return Page.of(rows, limit, AccountView::id);
    }

    public Standing standing(long accountId) {
        return snapshot.read(() -> standingNow(accountId));
    }

    private Standing standingNow(long accountId) {
        AccountRows.Row row = store.read(accountId);
        if (row == null) {
            throw Refusal.notFound("account");
        }
        CurrencyUnit currency = row.account().currency();
        Instant now = engine.now(row);
        Money arrears = jdbc.query(
                        "SELECT COALESCE(SUM(outstanding), 0) AS arrears FROM bills WHERE account_id = ? AND status ="
                                + " 'OVERDUE'",
                        (r, i) -> Sql.money(r, "arrears", currency),
                        accountId)
                .getFirst();
        Map<Coupon.Kind, Money> coupons = new EnumMap<>(Coupon.Kind.class);
        jdbc.query(
                "SELECT kind, SUM(remaining) AS remaining FROM coupons WHERE account_id = ? AND ended = FALSE"
                        + " AND valid_from <= ? AND (valid_until IS NULL OR valid_until > ?) GROUP BY kind",
                r -> {
                    coupons.put(Coupon.Kind.valueOf(r.getString("kind")), Sql.money(r, "remaining", currency));
                },
                accountId,
                Sql.utc(now),
                Sql.utc(now));
        Money general = coupons.getOrDefault(Coupon.Kind.GENERAL, Money.zero(currency));
        Money product = coupons.getOrDefault(Coupon.Kind.PRODUCT, Money.zero(currency));
        Money quota = row.funds()
                .cashBalance()
                .plus(row.funds().creditLimit())
                .minus(row.funds().creditUsed())
                .minus(arrears);
        Spell spell = row.account().spell();
        return new Standing(
                currency,
                row.funds().cashBalance(),
                row.funds().creditLimit(),
                row.funds().creditUsed(),
                quota,
                general,
                product,
                quota.plus(general).plus(product),
                arrears,
                spell == null ? null : spell.since());
    }

    /** F3: overdue bills first, then credit used, then cash balance. A reference is used once for ever (F6). */
    @Transactional
    public TopUp topUp(long accountId, @Nullable String amount, @Nullable String reference) {
        return engine.execute(accountId, Reach.PAY_AS_YOU_GO, null, (run, now) -> {
            Money money = Amounts.positive("amount", amount, run.account().currency());
            String key = text("reference", reference, 200);
            long id = ids.next();
            try {
                jdbc.update(
                        "INSERT INTO top_ups (id, account_id, amount, reference, at) VALUES (?, ?, ?, ?, ?)",
                        id,
                        accountId,
                        money.getAmount(),
                        key,
                        Sql.utc(now));
            } catch (DuplicateKeyException e) {
                throw Refusal.conflict("REFERENCE_USED", "There is a top-up with this reference already.");
            }
            int before = run.ledger().entries().size();
            FundsActions.topUp(run, id, money, key, now);
            Map<Long, Money> applied = new LinkedHashMap<>();
            for (LedgerEntry entry : run.ledger()
                    .entries()
                    .subList(before, run.ledger().entries().size())) {
                if (entry.billId() != null) {
                    applied.merge(entry.billId(), entry.amount().negated(), Money::plus);
                }
            }
            return new TopUp(
                    id,
                    money,
                    applied.entrySet().stream()
                            .map(each -> new Applied(each.getKey(), each.getValue()))
                            .toList(),
                    run.state().funds().cashBalance());
        });
    }

    /** Grants a coupon; one that is valid pays overdue bills at once (F3). */
    public Coupon grantCoupon(
            long accountId,
            Coupon.Kind kind,
            @Nullable String amount,
            @Nullable String productCode,
            @Nullable Instant validFrom,
            @Nullable Instant validUntil) {
        return engine.execute(accountId, Reach.PAY_AS_YOU_GO, null, (run, now) -> {
            Money money = Amounts.positive("amount", amount, run.account().currency());
            if (kind == Coupon.Kind.PRODUCT && (productCode == null || productCode.isBlank())) {
                throw Refusal.invalid("productCode", "is required for a product coupon");
            }
            if (kind == Coupon.Kind.GENERAL && productCode != null) {
                throw Refusal.invalid("productCode", "must not be given for a general coupon");
            }
            Instant from = validFrom == null ? now : validFrom;
            if (validUntil != null && !(validUntil.isAfter(from) && validUntil.isAfter(now))) {
                throw Refusal.invalid("validUntil", "must be after validFrom and after now");
            }
            Coupon coupon = new Coupon(
                    ids.next(),
                    run.account().nextSequence(),
                    kind,
                    productCode == null ? null : Resources.productCode(productCode),
                    money,
                    money,
                    from,
                    validUntil,
                    false,
                    true);
            FundsActions.grantCoupon(run, coupon, now);
            return coupon;
        });
    }

    /** F3: the card is tried at once on what is overdue. */
    public void putCard(long accountId, @Nullable String token) {
        engine.execute(accountId, Reach.PAY_AS_YOU_GO, null, (run, now) -> {
            FundsActions.putCard(run, card(token), now);
            return run;
        });
    }

    /** A signed correction of the cash balance (F3). */
    public Correction correct(long accountId, @Nullable String amount, @Nullable String reason) {
        return engine.execute(accountId, Reach.PAY_AS_YOU_GO, null, (run, now) -> {
            Money money = Amounts.signed("amount", amount, run.account().currency());
            if (money.isZero()) {
                throw Refusal.invalid("amount", "must not be zero");
            }
            Bill bill = FundsActions.correct(run, money, text("reason", reason, 500), now);
            return new Correction(money, run.state().funds().cashBalance(), bill == null ? null : bill.id());
        });
    }

    /** B1, B2: sets thresholds; null repeats keeps their number. */
    public void setAlert(
            long accountId, boolean enabled, @Nullable List<String> thresholds, @Nullable Integer repeats) {
        engine.execute(accountId, Reach.PAY_AS_YOU_GO, null, (run, now) -> {
            BalanceAlert alert = run.state().alert();
            AlertTerms terms = AlertTerms.checked(run.account().currency(), enabled, thresholds, repeats);
            alert.set(enabled, repeats == null ? alert.repeats() : repeats, terms.thresholds());
            return alert;
        });
    }

    public Alert alert(long accountId) {
        AccountRows.Row row = store.read(accountId);
        if (row == null) {
            throw Refusal.notFound("account");
        }
        List<Money> all = new ArrayList<>();
        List<Money> fired = new ArrayList<>();
        jdbc.query(
                "SELECT amount, fired FROM alert_thresholds WHERE account_id = ? ORDER BY amount DESC",
                r -> {
                    Money amount = Sql.money(r, "amount", row.account().currency());
                    all.add(amount);
                    if (r.getBoolean("fired")) {
                        fired.add(amount);
                    }
                },
                accountId);
        return new Alert(row.alertEnabled(), row.alertRepeats(), all, fired);
    }

    /** Ledger entries, newest first. */
    public Page<LedgerEntry> ledger(long accountId, int limit, @Nullable String cursor) {
        CurrencyUnit currency = get(accountId).currency();
        List<LedgerEntry> rows = jdbc.query(
                "SELECT * FROM ledger_entries WHERE account_id = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?",
                (row, i) -> AccountRows.entry(row, currency),
                accountId,
                Page.cursor(cursor, Long.MAX_VALUE),
                limit + 1);
        return Page.of(rows, limit, LedgerEntry::sequence);
    }

    /** Coupons of an account, ended ones too, newest first; at most 500. */
    public List<Coupon> coupons(long accountId) {
        CurrencyUnit currency = get(accountId).currency();
        return jdbc.query(
                "SELECT * FROM coupons WHERE account_id = ? ORDER BY sequence DESC LIMIT 500",
                (row, i) -> AccountRows.coupon(row, currency),
                accountId);
    }

    /** What bills and renewals came to in each of the last months of the account's time zone, oldest first. */
    public List<Month> expenditure(long accountId, int months) {
        AccountView account = get(accountId);
        LocalDate thisMonth = account.now().atZone(account.zone()).toLocalDate().withDayOfMonth(1);
        Map<LocalDate, Money> sums = new LinkedHashMap<>();
        for (int back = months - 1; back >= 0; back--) {
            sums.put(thisMonth.minusMonths(back), Money.zero(account.currency()));
        }
        Instant start =
                thisMonth.minusMonths(months - 1L).atStartOfDay(account.zone()).toInstant();
        jdbc.query(
                "SELECT due_at AS at, amount FROM bills WHERE account_id = ? AND status <> 'VOID' AND due_at >= ?"
                        + " AND due_at <= ? UNION ALL SELECT at, -amount FROM ledger_entries WHERE account_id = ?"
                        + " AND at >= ? AND kind IN ('RENEWAL', 'CHANGE_OVER')",
                row -> {
                    LocalDate month = Sql.instant(row, "at")
                            .atZone(account.zone())
                            .toLocalDate()
                            .withDayOfMonth(1);
                    sums.merge(month, Sql.money(row, "amount", account.currency()), Money::plus);
                },
                accountId,
                Sql.utc(start),
                Sql.utc(account.now()),
                accountId,
                Sql.utc(start));
        return sums.entrySet().stream()
                .map(each -> new Month(each.getKey(), each.getValue()))
                .toList();
    }

    private AccountView view(AccountRows.Row row) {
        Spell spell = row.account().spell();
        return new AccountView(
                row.account().id(),
                row.account().name(),
                row.account().currency(),
                row.account().zone(),
                row.account().locale(),
                row.account().tier(),
                row.funds().creditLimit(),
                row.account().clockId(),
                row.account().createdAt(),
                engine.now(row),
                spell == null ? null : spell.since(),
                row.funds().cardToken(),
                row.backlog() != null);
    }

    private static @Nullable String tier(String name) {
        return name.equals(NO_TIER) ? null : text("tier", name, 32);
    }

    private String card(@Nullable String token) {
        if (token == null || !gateway.knows(token)) {
            throw Refusal.invalid("token", "is not a card the payment gateway knows");
        }
        return token;
    }

    static CurrencyUnit currency(String code) {
        try {
            CurrencyUnit unit = CurrencyUnit.of(code);
            if (!unit.isPseudoCurrency() && unit.getDecimalPlaces() <= 4) {
                return unit;
            }
        } catch (IllegalArgumentException e) {
            // said below, as for a pseudo-currency
        }
        throw Refusal.invalid("currency", "must be an ISO-4217 currency code");
    }

    private static ZoneId zone(String id) {
        if (ZoneId.getAvailableZoneIds().contains(id)) {
            return ZoneId.of(id);
        }
        throw Refusal.invalid("timeZone", "must be a time zone such as Asia/Shanghai");
    }

    private static Locale locale(String tag) {
        Locale locale = Locale.forLanguageTag(tag.replace('_', '-'));
        if (locale.toLanguageTag().length() > 16) {
            throw Refusal.invalid("locale", "must be en or zh-CN");
        }
        return switch (locale.getLanguage()) {
            case "en", "zh" -> locale;
            default -> throw Refusal.invalid("locale", "must be en or zh-CN");
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A required text without control characters. */
    static String text(String field, @Nullable String value, int most) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid(field, "is required");
        }
        String text = value.strip();
        if (text.length() > most) {
            throw Refusal.invalid(field, "has at most {} characters", most);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(field, "must not contain control characters");
        }
        return text;
    }
}
