package io.tideover.lifecycle.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.billing.Fund;
import io.tideover.lifecycle.billing.Funds;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.FinalNotice;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.Transition;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * One account in memory and what happens to it, told as a dated story. Time goes by instant by instant, as on a test clock
 * ({@link #advanceTo}), or all at once, as for a sweep that comes late ({@link #sweepAt}). Release reminders are accepted for delivery
 * when they are created, unless the story says otherwise. After each step the ledger is checked against the balances (F4).
 *
 * <p>What happened reads as lines: {@code 2026-01-21T00:00Z etl GRACE -> RETENTION}, {@code 2026-01-06T00:00Z OVERDUE etl}. A
 * resource that a notice no longer speaks of to anyone, because a newer notice does, stands in parentheses.
 */
final class Scenario {

    static final String ACCEPTED = "tok_ok";
    static final String DECLINED = "tok_declined";

    /** The number of the fact at which resources that are left behind go on. */
    static final long FIRST_FACT = 7;

    private final CurrencyUnit currency;
    private final AtomicLong ids = new AtomicLong();
    private final List<Policy> policies = new ArrayList<>(BuiltInPolicies.all());
    private final Map<Long, String> names = new LinkedHashMap<>();
    private final Map<String, Bill> bills = new LinkedHashMap<>();
    private final Map<String, Coupon> coupons = new LinkedHashMap<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private final List<Integer> endedSpells = new ArrayList<>();
    private final List<String> charges = new ArrayList<>();
    private final List<String> chargeKeys = new ArrayList<>();
    private final Map<Long, List<FinalNotice>> finalNotices = new HashMap<>();
    private AccountState state;
    private ZoneId zone;
    private @Nullable String tier;
    private String minimumArrears = "0";
    private Instant now = Instant.EPOCH;
    private boolean accepting = true;
    private boolean braked;
    private int brakeable;
    private boolean inPortions;
    private List<Fact> facts = List.of();
    private boolean decided;

    private Scenario(CurrencyUnit currency, ZoneId zone) {
        this.currency = currency;
        this.zone = zone;
        this.state = open();
    }

    // ---- the account

    static Scenario account(String currency, String zone) {
        return new Scenario(CurrencyUnit.of(currency), ZoneId.of(zone));
    }

    /** A CNY account in UTC. */
    static Scenario account() {
        return account("CNY", "UTC");
    }

    Scenario tier(String name) {
        tier = name;
        state = open();
        return this;
    }

    Scenario minimumArrears(String amount) {
        minimumArrears = amount;
        state = open();
        return this;
    }

    Scenario policy(Policy policy) {
        policies.add(policy);
        return this;
    }

    /** Opens the account. */
    Scenario at(String instant) {
        now = instant(instant);
        state = open();
        return this;
    }

    /** Moves the account to another zone and tier from now on. */
    Scenario describe(String newZone, @Nullable String newTier) {
        return command(run -> run.account().describe("acme", ZoneId.of(newZone), Locale.ENGLISH, newTier));
    }

    private AccountState open() {
        Money zero = Money.zero(currency);
        Account account =
                new Account(1, "acme", currency, zone, Locale.ENGLISH, tier, 0, now, null, 0, now, 0, null, false);
        return new AccountState(
                account,
                new Funds(zero, zero, zero, null),
                new ArrayList<>(),
                new ArrayList<>(),
                new BalanceAlert(false, BalanceAlert.DEFAULT_REPEATS, List.of()),
                new ArrayList<>(),
                money(minimumArrears),
                null);
    }

    // ---- resources

    Scenario payAsYouGo(String product, String name) {
        return register(product, name, BillingMode.PAY_AS_YOU_GO, null);
    }

    Scenario subscription(String product, String name, String expiresAt) {
        return register(product, name, BillingMode.SUBSCRIPTION, expiresAt);
    }

    Scenario packaged(String product, String name, String expiresAt) {
        return register(product, name, BillingMode.PACKAGE, expiresAt);
    }

    private Scenario register(String product, String name, BillingMode mode, @Nullable String expiresAt) {
        return command(run -> {
            long id = ids.incrementAndGet();
            names.put(id, name);
            state.resources()
                    .add(new Resource(new Resource.Snapshot(
                            id,
                            1,
                            product,
                            "cn-1",
                            name,
                            name,
                            now,
                            mode,
                            expiresAt == null ? null : instant(expiresAt),
                            now,
                            Phase.ACTIVE,
                            now,
                            0,
                            null,
                            null,
                            0,
                            null,
                            now.minusNanos(1_000),
                            null,
                            Instant.EPOCH,
                            null,
                            null,
                            null,
                            0)));
        });
    }

    Scenario renew(String name, String period, String price) {
        return command(run -> Renewal.renew(run, resource(name), Period.parse(period), money(price), now));
    }

    Scenario changeOver(String name, BillingMode mode, String expiresAt, String price) {
        return command(run -> Renewal.changeOver(run, resource(name), mode, instant(expiresAt), money(price), now));
    }

    Scenario autoRenew(String name, String period, String price) {
        return command(run -> ResourceActions.autoRenew(resource(name), Period.parse(period), money(price), now));
    }

    Scenario stopAutoRenewal(String name) {
        return command(run -> ResourceActions.stopAutoRenewal(resource(name)));
    }

    Scenario extend(String name, int days) {
        return command(run -> ResourceActions.extend(resource(name), days, now));
    }

    Scenario hold(String name) {
        return command(run -> ResourceActions.hold(resource(name), "court order", "ops", now));
    }

    Scenario liftHold(String name) {
        return command(run -> ResourceActions.liftHold(run, resource(name), now));
    }

    Scenario scheduleRelease(String name, String at) {
        return command(run -> ResourceActions.scheduleRelease(run, resource(name), instant(at), now));
    }

    Scenario cancelScheduledRelease(String name) {
        return command(run -> ResourceActions.cancelScheduledRelease(resource(name), now));
    }

    Scenario releaseByHand(String name) {
        return command(run -> ResourceActions.releaseByHand(run, resource(name), "customer asked", now));
    }

    Scenario delete(String name) {
        return command(run -> ResourceActions.delete(run, resource(name), now));
    }

    // ---- money

    Scenario topUp(String amount) {
        return command(run -> FundsActions.topUp(run, ids.incrementAndGet(), money(amount), "ref", now));
    }

    Scenario creditLimit(String amount) {
        return command(run -> state.funds().limitCredit(money(amount)));
    }

    Scenario card(String token) {
        return command(run -> FundsActions.putCard(run, token, now));
    }

    Scenario correct(String amount) {
        return command(run -> {
            Bill bill = FundsActions.correct(run, money(amount), "correction", now);
            if (bill != null) {
                bills.put("correction", bill);
            }
        });
    }

    /** Records a bill for product {@code dws} by a name of the story's own. */
    Scenario bill(String name, String amount, String dueAt) {
        return bill(name, "dws", amount, dueAt);
    }

    Scenario bill(String name, String product, String amount, String dueAt) {
        return command(run -> {
            Bill bill = FundsActions.bill(run, product, money(amount), instant(dueAt), name, List.of(), now);
            FundsActions.record(run, bill, now);
            bills.put(name, bill);
        });
    }

    Scenario coupon(String name, String amount, String validFrom, @Nullable String validUntil) {
        return coupon(name, Coupon.Kind.GENERAL, null, amount, validFrom, validUntil);
    }

    Scenario productCoupon(String name, String product, String amount, String validFrom, @Nullable String validUntil) {
        return coupon(name, Coupon.Kind.PRODUCT, product, amount, validFrom, validUntil);
    }

    private Scenario coupon(
            String name,
            Coupon.Kind kind,
            @Nullable String product,
            String amount,
            String validFrom,
            @Nullable String validUntil) {
        return command(run -> {
            Coupon coupon = new Coupon(
                    ids.incrementAndGet(),
                    run.account().nextSequence(),
                    kind,
                    product,
                    money(amount),
                    money(amount),
                    instant(validFrom),
                    validUntil == null ? null : instant(validUntil),
                    false,
                    true);
            coupons.put(name, coupon);
            FundsActions.grantCoupon(run, coupon, now);
        });
    }

    Scenario payFromFunds(String bill) {
        return command(run -> FundsActions.payFromFunds(run, bills.get(bill), now));
    }

    Scenario payByCard(String bill) {
        return command(run -> FundsActions.payByCard(run, bills.get(bill), null, now));
    }

    Scenario voidBill(String name) {
        return command(run -> {
            Bill bill = bills.get(name);
            List<LedgerEntry> payments = ledger.stream()
                    .filter(entry -> entry.kind() == EntryKind.BILL_PAYMENT && entry.billId() == bill.id())
                    .toList();
            FundsActions.voidBill(run, bill, payments, "wrong", now);
        });
    }

    Scenario dispute(String bill) {
        return command(run -> FundsActions.dispute(bills.get(bill), "not ours"));
    }

    Scenario closeDisputeForProvider(String bill) {
        return command(run -> FundsActions.closeForProvider(bills.get(bill), now));
    }

    Scenario alert(String... thresholds) {
        return alert(BalanceAlert.DEFAULT_REPEATS, thresholds);
    }

    Scenario alert(int repeats, String... thresholds) {
        return alert(thresholds.length > 0, repeats, thresholds);
    }

    /** Thresholds that are set, while the alert is off. */
    Scenario alertOff(String... thresholds) {
        return alert(false, BalanceAlert.DEFAULT_REPEATS, thresholds);
    }

    private Scenario alert(boolean on, int repeats, String... thresholds) {
        return command(run -> state.alert()
                .set(on, repeats, Arrays.stream(thresholds).map(this::money).toList()));
    }

    // ---- time

    /** Carries out what falls due on the way, each at its own instant, as under a sweep that is always in time. */
    Scenario advanceTo(String instant) {
        Instant until = instant(instant);
        Instant next = state.account().nextActionAt();
        while (next != null && !next.isAfter(until)) {
            now = next.isAfter(now) ? next : now;
            sweep();
            Instant again = state.account().nextActionAt();
            assertThat(again).as("wakes up for ever at %s", next).isNotEqualTo(next);
            next = again;
        }
        now = until;
        sweep();
        return this;
    }

    /** Carries out all that has fallen due since the last step in a single run, as a sweep that comes late. */
    Scenario sweepAt(String instant) {
        now = instant(instant);
        sweep();
        return this;
    }

    /** It is that instant now, but nothing has been swept: the next command finds work to catch up with. */
    Scenario clockAt(String instant) {
        now = instant(instant);
        return this;
    }

    private void sweep() {
        Run run = begin();
        Lifecycle.schedule(run);
        end(run);
    }

    /** Carries out what is due up to an instant, then the command, then what follows from it (T5). */
    private Scenario command(Consumer<Run> command) {
        AccountState before = state;
        Run run = begin();
        try {
            command.accept(run);
        } catch (Refusal refusal) {
            if (run.told() == 0 && run.transitions().isEmpty()) {
                // undone, as in the store: not even a number is spent
                state = before;
            }
            throw refusal;
        }
        Lifecycle.follow(run, now);
        Lifecycle.schedule(run);
        end(run);
        return this;
    }

    private Run begin() {
        // as loaded from a store that keeps the account's row, the resources' snapshots and their final notices, and
        // nothing else
        state.resources().replaceAll(resource -> {
            Resource loaded = new Resource(resource.snapshot());
            loaded.finalNotices().addAll(finalNotices.getOrDefault(resource.id(), List.of()));
            return loaded;
        });
        Account stored = state.account();
        Account loaded = new Account(
                stored.id(),
                stored.name(),
                currency,
                stored.zone(),
                stored.locale(),
                stored.tier(),
                stored.clockId(),
                stored.createdAt(),
                stored.spell(),
                stored.spells(),
                stored.processedAt(),
                stored.sequence(),
                stored.nextActionAt(),
                stored.braked());
        state = new AccountState(
                loaded,
                state.funds(),
                state.bills(),
                state.coupons(),
                state.alert(),
                state.resources(),
                state.minimumArrears(),
                null);
        Run run = new Run(inPortions ? with(new ArrayList<>()) : state, terms(), now);
        if (inPortions) {
            run.keepFacts(FIRST_FACT);
        }
        Lifecycle.carryOut(run, now);
        return run;
    }

    private Terms terms() {
        return new Terms(new PolicyBook(policies), this::charge, ids::incrementAndGet, braked, false);
    }

    private void end(Run run) {
        ledger.addAll(run.ledger().entries());
        checkLedger();
        tell(run);
        if (inPortions) {
            facts = List.copyOf(run.facts());
            decided = run.decided();
            follow(facts);
        }
    }

    private void tell(Run run) {
        transitions.addAll(run.transitions());
        List<Notice> said = run.finishedNotices();
        notices.addAll(said);
        run.finalNotices()
                .forEach(each -> finalNotices
                        .computeIfAbsent(each.resourceId(), id -> new ArrayList<>())
                        .add(each.notice()));
        endedSpells.addAll(run.endedSpells());
        brakeable += run.brakeable();
        if (accepting) {
            said.stream()
                    .filter(notice -> notice.stage() == Stage.RELEASE_REMINDER && !notice.superseded())
                    .forEach(notice -> setAccepted(notice.id(), now));
        }
    }

    private boolean charge(String token, Money amount, String key) {
        charges.add(text(now) + " " + plain(amount));
        chargeKeys.add(key);
        return token.equals(ACCEPTED);
    }

    // ---- a very large account

    /** The account decides alone from here on, and its resources follow it one by one (S8). */
    Scenario inPortions() {
        inPortions = true;
        return this;
    }

    private AccountState with(List<Resource> resources) {
        return new AccountState(
                state.account(),
                state.funds(),
                state.bills(),
                state.coupons(),
                state.alert(),
                resources,
                state.minimumArrears(),
                null);
    }

    /** What the last step kept for resources to follow: number, arrears, available funds. */
    List<String> facts() {
        return facts.stream()
                .map(fact -> fact.number() + " " + plain(fact.arrears()) + " " + plain(fact.availableFunds()))
                .toList();
    }

    /** Whether the last step made a fact that decides over resources. */
    boolean decided() {
        return decided;
    }

    /** Each as loaded by itself, from fact to fact; what it does not move is the account's. */
    private void follow(List<Fact> facts) {
        List<Resource> behind = List.copyOf(state.resources());
        for (Resource resource : behind) {
            state = with(new ArrayList<>(List.of(resource)));
            Run run = new Run(state, terms(), now);
            Lifecycle.bringUp(run, List.of(resource), facts, now);
            assertThat(run.endedSpells()).isEmpty();
            assertThat(run.ledger().entries()).isEmpty();
            assertThat(run.account().spell()).isEqualTo(state.account().spell());
            tell(run);
        }
        state = with(new ArrayList<>(behind));
        Lifecycle.schedule(new Run(state, terms(), now));
    }

    // ---- what becomes of release reminders

    /** From here on release reminders are not accepted, until the story accepts them. */
    Scenario whileMailIsDown() {
        accepting = false;
        return this;
    }

    Scenario whileMailWorks() {
        accepting = true;
        return this;
    }

    /** The newest release reminder is accepted for delivery at an instant. */
    Scenario acceptReminderAt(String instant) {
        advanceTo(instant);
        setAccepted(lastReminder().id(), now);
        return reschedule();
    }

    /** The release reminders that fell due at an instant are accepted now, and no others. */
    Scenario acceptRemindersOf(String instant) {
        notices.stream()
                .filter(notice -> notice.stage() == Stage.RELEASE_REMINDER)
                .filter(notice -> notice.createdAt().equals(instant(instant)))
                .forEach(notice -> setAccepted(notice.id(), now));
        return reschedule();
    }

    /** Every release reminder so far bounces. */
    Scenario bounceReminders() {
        notices.stream()
                .filter(notice -> notice.stage() == Stage.RELEASE_REMINDER)
                .forEach(notice -> setAccepted(notice.id(), null));
        return reschedule();
    }

    /** A resource was named in none of the release reminders so far. */
    Scenario forgetRemindersOf(String name) {
        finalNotices.remove(resource(name).id());
        return reschedule();
    }

    private Scenario reschedule() {
        sweep();
        return this;
    }

    private Notice lastReminder() {
        return notices.stream()
                .filter(notice -> notice.stage() == Stage.RELEASE_REMINDER)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private void setAccepted(long noticeId, @Nullable Instant acceptedAt) {
        finalNotices
                .values()
                .forEach(ofResource -> ofResource.replaceAll(notice -> notice.noticeId() != noticeId
                        ? notice
                        : new FinalNotice(
                                notice.noticeId(),
                                notice.episode(),
                                notice.namedAt(),
                                notice.createdAt(),
                                acceptedAt)));
        for (Resource resource : state.resources()) {
            resource.finalNotices().clear();
            resource.finalNotices().addAll(finalNotices.getOrDefault(resource.id(), List.of()));
        }
        // what a delivery's outcome does in the store: the account is looked at again
        Lifecycle.schedule(new Run(
                state, new Terms(new PolicyBook(policies), Cards.DECLINE, ids::incrementAndGet, braked, false), now));
    }

    /** When the resource is released at the earliest if a reminder is accepted now. */
    String releaseIfAccepted(String name) {
        return text(Outlook.releaseIfAccepted(resource(name), now));
    }

    // ---- the brake

    Scenario brake() {
        braked = true;
        return this;
    }

    Scenario releaseBrake() {
        braked = false;
        return reschedule();
    }

    int brakeable() {
        return brakeable;
    }

    // ---- what came of it

    List<String> transitions() {
        return transitions.stream().map(this::text).toList();
    }

    List<String> transitionsOf(String name) {
        return transitions.stream()
                .filter(transition -> names.get(transition.resourceId()).equals(name))
                .map(this::text)
                .toList();
    }

    /** What each resource was named in, what was owed then, and whether a newer notice says it instead. */
    List<String> told(String name) {
        return notices.stream()
                .flatMap(notice -> notice.lines().stream()
                        .filter(line -> names.get(line.resourceId()).equals(name))
                        .map(line -> text(notice.createdAt()) + " " + notice.stage() + " "
                                + notice.facts().get("arrears") + " " + line.deadline()
                                + (line.superseded() ? " superseded" : "")))
                .sorted()
                .toList();
    }

    private String text(Transition transition) {
        return text(transition.effectiveAt()) + " " + names.get(transition.resourceId()) + " " + transition.from()
                + " -> " + transition.to();
    }

    List<Transition> rawTransitions() {
        return transitions;
    }

    List<String> notices() {
        return notices.stream().map(this::text).toList();
    }

    List<String> notices(Stage... stages) {
        return notices.stream()
                .filter(notice -> List.of(stages).contains(notice.stage()))
                .map(this::text)
                .toList();
    }

    List<Notice> rawNotices(Stage... stages) {
        return notices.stream()
                .filter(notice -> List.of(stages).contains(notice.stage()))
                .toList();
    }

    /** Drops what has been told so far, so that a test can speak of what follows. */
    Scenario forget() {
        transitions.clear();
        notices.clear();
        charges.clear();
        return this;
    }

    private String text(Notice notice) {
        String about = notice.lines().stream()
                .map(line -> {
                    String name = names.get(line.resourceId());
                    return line.superseded() ? "(" + name + ")" : name;
                })
                .collect(Collectors.joining(","));
        return text(notice.createdAt()) + " " + notice.stage() + (about.isEmpty() ? "" : " " + about)
                + (notice.superseded() ? " superseded" : "");
    }

    /** The spells whose end was handed on. */
    List<Integer> endedSpells() {
        return endedSpells;
    }

    List<String> ledger(EntryKind kind) {
        return ledger.stream()
                .filter(entry -> entry.kind() == kind)
                .map(entry -> text(entry.at()) + " " + source(entry) + " "
                        + entry.amount().getAmount().toPlainString())
                .toList();
    }

    private String source(LedgerEntry entry) {
        if (entry.fund() != Fund.COUPON) {
            return entry.fund().name();
        }
        return coupons.entrySet().stream()
                .filter(each -> Long.valueOf(each.getValue().id()).equals(entry.couponId()))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /** When the card was asked and for how much, whatever it answered. */
    List<String> charges() {
        return charges;
    }

    /** The idempotency keys of those charges. */
    List<String> chargeKeys() {
        return chargeKeys;
    }

    Resource resource(String name) {
        return state.resources().stream()
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Phase phase(String name) {
        return resource(name).phase();
    }

    @Nullable
    String phaseEndsAt(String name) {
        Instant end = resource(name).phaseEndsAt();
        return end == null ? null : text(end);
    }

    Bill bill(String name) {
        return bills.get(name);
    }

    Bill.Status status(String bill) {
        return bills.get(bill).status();
    }

    String outstanding(String bill) {
        return bills.get(bill).outstanding().getAmount().toPlainString();
    }

    String remaining(String coupon) {
        return coupons.get(coupon).remaining().getAmount().toPlainString();
    }

    String cash() {
        return plain(state.funds().cashBalance());
    }

    String creditUsed() {
        return plain(state.funds().creditUsed());
    }

    String arrears() {
        return plain(state.arrears());
    }

    @Nullable
    String arrearsSince() {
        var spell = state.account().spell();
        return spell == null ? null : text(spell.since());
    }

    String availableQuota() {
        return plain(state.availableQuota());
    }

    String availableFunds() {
        return plain(state.availableFunds(now));
    }

    AccountState state() {
        return state;
    }

    @Nullable
    String nextActionAt() {
        Instant next = state.account().nextActionAt();
        return next == null ? null : text(next);
    }

    /** The refusal of a command that the account must refuse. */
    static Refusal refusal(ThrowingCallable command) {
        Refusal refusal = catchThrowableOfType(Refusal.class, command);
        assertThat(refusal).as("refusal").isNotNull();
        return refusal;
    }

    private void checkLedger() {
        Money cash = Money.zero(currency);
        Money credit = Money.zero(currency);
        Money vouchers = Money.zero(currency);
        for (LedgerEntry entry : ledger) {
            switch (entry.fund()) {
                case CASH -> cash = cash.plus(entry.amount());
                case CREDIT -> credit = credit.plus(entry.amount());
                case COUPON -> vouchers = vouchers.plus(entry.amount());
                case CARD -> {}
            }
        }
        Money remaining = coupons.values().stream().map(Coupon::remaining).reduce(Money.zero(currency), Money::plus);
        assertThat(cash).as("cash by ledger").isEqualTo(state.funds().cashBalance());
        assertThat(credit.negated())
                .as("credit used by ledger")
                .isEqualTo(state.funds().creditUsed());
        assertThat(vouchers).as("coupons by ledger").isEqualTo(remaining);
    }

    private Money money(String amount) {
        return Money.of(currency, new BigDecimal(amount));
    }

    private static String plain(Money money) {
        return money.getAmount().toPlainString();
    }

    static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    static String text(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toString();
    }

    /** An instant and a span after it, in the account's zone. */
    static String after(String instant, String span, String zone) {
        return text(Spans.add(instant(instant), Spans.parse(span), ZoneId.of(zone)));
    }
}
