package io.tideover.lifecycle.histories;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.account.Spell;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.billing.Funds;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.decision.AccountState;
import io.tideover.lifecycle.decision.FundsActions;
import io.tideover.lifecycle.decision.Lifecycle;
import io.tideover.lifecycle.decision.Outlook;
import io.tideover.lifecycle.decision.Renewal;
import io.tideover.lifecycle.decision.ResourceActions;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.decision.Terms;
import io.tideover.lifecycle.engine.PolicyDocument;
import io.tideover.lifecycle.histories.View.Refused;
import io.tideover.lifecycle.histories.View.Told;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.FinalNotice;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.Transition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import tools.jackson.databind.json.JsonMapper;

/**
 * The engine's decision with a store in memory: each run works on copies of what the store in the database would load, which become
 * the account where it is not refused. A release reminder is accepted as soon as it is stored.
 */
final class EngineSide {

    private static final long ACCOUNT = 1;
    private static final PolicyBook POLICIES = new PolicyBook(builtIn());

    /** A notice and when it was stored. */
    record Recorded(Notice notice, Instant at) {}

    private interface Command {
        void apply(Run run, Instant now);
    }

    private final CurrencyUnit currency;
    private final AtomicLong ids = new AtomicLong(ACCOUNT);
    private final Map<String, Long> labelled = new HashMap<>();
    private final Map<Long, String> labels = new HashMap<>();

    private Account account;
    private Funds funds;
    private BalanceAlert alert = new BalanceAlert(false, BalanceAlert.DEFAULT_REPEATS, List.of());
    private Map<Long, Bill> bills = new LinkedHashMap<>();
    private Map<Long, Coupon> coupons = new LinkedHashMap<>();
    private Map<Long, Resource> resources = new LinkedHashMap<>();
    private final Map<Long, List<FinalNotice>> finalNotices = new HashMap<>();
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final List<Recorded> notices = new ArrayList<>();

    EngineSide(History history) {
        currency = CurrencyUnit.of(history.currency());
        account = new Account(
                ACCOUNT,
                "Orchid Foods",
                currency,
                history.zone(),
                Locale.ENGLISH,
                history.tier(),
                1,
                history.start(),
                null,
                0,
                history.start(),
                0,
                null,
                false);
        funds = new Funds(money(0), money(history.creditLimit()), money(0), null);
    }

    /** Takes one step, having swept at every instant at which something fell due. */
    View take(Step.Timed timed) {
        int before = notices.size();
        sweepThrough(timed.at());
        Refused refused = command(timed);
        sweepThrough(timed.at());
        return view(timed.at(), notices.subList(before, notices.size()), refused);
    }

    /** Sweeps at each instant at which the account has asked to be looked at. */
    void sweepThrough(Instant until) {
        while (account.nextActionAt() != null && !account.nextActionAt().isAfter(until)) {
            Instant due = account.nextActionAt();
            sweep(due.isBefore(account.processedAt()) ? account.processedAt() : due);
        }
    }

    /** One sweep, which finds what has fallen due since the last. */
    void sweep(Instant now) {
        if (account.nextActionAt() != null && !account.nextActionAt().isAfter(now)) {
            Run run = new Run(load(now, false, null), terms(), now);
            Lifecycle.carryOut(run, now);
            Lifecycle.schedule(run);
            save(run, now);
        }
    }

    /** One command, as it comes: what is due is carried out first (T5). */
    Refused command(Step.Timed timed) {
        Step step = timed.step();
        Instant now = timed.at();
        try {
            switch (step) {
                case Step.Wait wait -> sweep(now);
                case Step.RecordBill record ->
                    onFunds(now, (run, at) -> {
                        Bill bill = FundsActions.bill(
                                run, record.product(), money(record.amount()), record.dueAt(), null, List.of(), at);
                        label(record.label(), bill.id());
                        FundsActions.record(run, bill, at);
                    });
                case Step.TopUp topUp ->
                    onFunds(
                            now,
                            (run, at) -> FundsActions.topUp(
                                    run, ids.incrementAndGet(), money(topUp.amount()), "reference", at));
                case Step.GrantCoupon grant -> onFunds(now, (run, at) -> grant(run, grant, at));
                case Step.PutCard put ->
                    onFunds(now, (run, at) -> FundsActions.putCard(run, put.good() ? "tok_ok" : "tok_declined", at));
                case Step.Correct correct ->
                    onFunds(now, (run, at) -> {
                        Bill bill = FundsActions.correct(run, money(correct.amount()), "a reason", at);
                        if (bill != null) {
                            label(correct.label(), bill.id());
                        }
                    });
                case Step.PayNow pay -> {
                    boolean[] declined = new boolean[1];
                    onBill(now, pay.bill(), (run, bill, at) -> {
                        if (pay.byCard()) {
                            declined[0] = FundsActions.payByCard(run, bill, null, at) == null;
                        } else {
                            FundsActions.payFromFunds(run, bill, at);
                        }
                    });
                    if (declined[0]) {
                        return new Refused(402, "CARD_DECLINED");
                    }
                }
                case Step.VoidBill voiding -> onBill(now, voiding.bill(), this::voidBill);
                case Step.Dispute dispute ->
                    onBill(now, dispute.bill(), (run, bill, at) -> FundsActions.dispute(bill, "a reason"));
                case Step.CloseDispute close ->
                    onBill(now, close.bill(), (run, bill, at) -> {
                        FundsActions.requireDisputed(bill);
                        if (close.forCustomer()) {
                            voidBill(run, bill, at);
                        } else {
                            FundsActions.closeForProvider(bill, at);
                        }
                    });
                case Step.Register register -> execute(now, false, null, (run, at) -> register(run, register, at));
                case Step.Renew renew ->
                    onResource(
                            now,
                            renew.resource(),
                            (run, resource, at) ->
                                    Renewal.renew(run, resource, renew.period(), money(renew.price()), at));
                case Step.AutoRenew order ->
                    onResource(now, order.resource(), (run, resource, at) -> {
                        if (order.enabled()) {
                            ResourceActions.autoRenew(resource, order.period(), money(order.price()), at);
                        } else {
                            ResourceActions.stopAutoRenewal(resource);
                        }
                    });
                case Step.ChangeMode change ->
                    onResource(
                            now,
                            change.resource(),
                            (run, resource, at) -> Renewal.changeOver(
                                    run,
                                    resource,
                                    BillingMode.valueOf(change.mode()),
                                    change.expiresAt(),
                                    money(change.price()),
                                    at));
                case Step.Extend extend ->
                    onResource(
                            now,
                            extend.resource(),
                            (run, resource, at) -> ResourceActions.extend(resource, extend.days(), at));
                case Step.Hold hold ->
                    onResource(
                            now,
                            hold.resource(),
                            (run, resource, at) -> ResourceActions.hold(resource, "a reason", "Ann", at));
                case Step.LiftHold lift -> onResource(now, lift.resource(), ResourceActions::liftHold);
                case Step.ScheduleRelease schedule ->
                    onResource(
                            now,
                            schedule.resource(),
                            (run, resource, at) -> ResourceActions.scheduleRelease(run, resource, schedule.at(), at));
                case Step.CancelRelease cancel ->
                    onResource(
                            now,
                            cancel.resource(),
                            (run, resource, at) -> ResourceActions.cancelScheduledRelease(resource, at));
                case Step.ReleaseByHand release ->
                    onResource(
                            now,
                            release.resource(),
                            (run, resource, at) -> ResourceActions.releaseByHand(run, resource, "why", at));
                case Step.Delete delete -> onResource(now, delete.resource(), ResourceActions::delete);
                case Step.SetTier set ->
                    onFunds(
                            now,
                            (run, at) -> run.account()
                                    .describe(
                                            run.account().name(),
                                            run.account().zone(),
                                            run.account().locale(),
                                            set.tier()));
                case Step.SetCreditLimit set ->
                    onFunds(now, (run, at) -> run.state().funds().limitCredit(money(set.limit())));
                case Step.SetAlert set ->
                    onFunds(
                            now,
                            (run, at) -> run.state()
                                    .alert()
                                    .set(
                                            set.enabled(),
                                            set.repeats(),
                                            set.thresholds().stream()
                                                    .map(this::money)
                                                    .toList()));
            }
            return Refused.NOT;
        } catch (Refusal refusal) {
            return refused(refusal);
        }
    }

    private static Refused refused(Refusal refusal) {
        int status = switch (refusal.kind()) {
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case TOO_SOON -> 429;
            case INVALID -> 422;
            case PAYMENT -> 402;
        };
        String code = switch (refusal.code()) {
            case "ACCOUNT_IN_ARREARS", "INSUFFICIENT_FUNDS", "CARD_DECLINED" -> refusal.code();
            case "RENEWAL_TOO_SHORT" -> refusal.code() + " " + refusal.details().get("minimumPeriod");
            default -> "";
        };
        return new Refused(status, code);
    }

    private void grant(Run run, Step.GrantCoupon grant, Instant at) {
        FundsActions.grantCoupon(
                run,
                new Coupon(
                        ids.incrementAndGet(),
                        run.account().nextSequence(),
                        grant.product() == null ? Coupon.Kind.GENERAL : Coupon.Kind.PRODUCT,
                        grant.product(),
                        money(grant.amount()),
                        money(grant.amount()),
                        grant.from() == null ? at : grant.from(),
                        grant.until(),
                        false,
                        true),
                at);
    }

    private void voidBill(Run run, Bill bill, Instant at) {
        List<LedgerEntry> payments = Stream.concat(ledger.stream(), run.ledger().entries().stream())
                .filter(entry -> entry.kind() == EntryKind.BILL_PAYMENT && Objects.equals(entry.billId(), bill.id()))
                .toList();
        for (LedgerEntry payment : payments) {
            Coupon coupon = coupons.get(payment.couponId());
            if (coupon != null && run.state().coupons().stream().noneMatch(each -> each.id() == coupon.id())) {
                run.state().coupons().add(copy(coupon));
            }
        }
        FundsActions.voidBill(run, bill, payments, "a reason", at);
    }

    private void register(Run run, Step.Register register, Instant at) {
        if (register.expiresAt() != null && !register.expiresAt().isAfter(at)) {
            throw Refusal.invalid("expiresAt", "must be after now");
        }
        if (run.account().inArrears()) {
            throw Refusal.inArrears();
        }
        Resource resource = new Resource(new Resource.Snapshot(
                ids.incrementAndGet(),
                ACCOUNT,
                register.product(),
                "cn-north",
                register.label(),
                register.label(),
                at,
                BillingMode.valueOf(register.mode()),
                register.expiresAt(),
                at,
                Phase.ACTIVE,
                at,
                0,
                null,
                null,
                0,
                null,
                at.minusNanos(1_000),
                null,
                Instant.EPOCH,
                null,
                null,
                null,
                0));
        label(register.label(), resource.id());
        run.state().resources().add(resource);
        run.phases().register(resource);
    }

    private interface OnBill {
        void apply(Run run, Bill bill, Instant at);
    }

    private interface OnResource {
        void apply(Run run, Resource resource, Instant at);
    }

    private void onFunds(Instant now, Command command) {
        execute(now, true, null, command);
    }

    private void onBill(Instant now, String label, OnBill action) {
        Long id = labelled.get(label);
        if (id == null || !bills.containsKey(id)) {
            throw Refusal.notFound("bill");
        }
        execute(now, true, null, (run, at) -> {
            Bill bill = run.state().bills().stream()
                    .filter(each -> each.id() == id)
                    .findFirst()
                    .orElseGet(() -> copy(bills.get(id)));
            action.apply(run, bill, at);
        });
    }

    private void onResource(Instant now, String label, OnResource action) {
        Long id = labelled.get(label);
        if (id == null || !resources.containsKey(id)) {
            throw Refusal.notFound("resource");
        }
        execute(now, false, id, (run, at) -> {
            Resource resource = run.state().resources().stream()
                    .filter(each -> each.id() == id)
                    .findFirst()
                    .orElseThrow();
            action.apply(run, resource, at);
        });
    }

    private void execute(Instant now, boolean allPayAsYouGo, Long target, Command command) {
        Run run = new Run(load(now, allPayAsYouGo, target), terms(), now);
        Lifecycle.carryOut(run, now);
        command.apply(run, now);
        Lifecycle.follow(run, now);
        Lifecycle.schedule(run);
        save(run, now);
    }

    /** What the store would load: unsettled bills, coupons that have not ended, and of the resources no more than is needed. */
    private AccountState load(Instant now, boolean allPayAsYouGo, Long target) {
        boolean whole = allPayAsYouGo || spellMayChange(now);
        List<Resource> loaded = new ArrayList<>();
        Instant othersWakeAt = null;
        for (Resource resource : resources.values()) {
            Instant wakeAt = resource.nextActionAt();
            boolean due = wakeAt != null && !wakeAt.isAfter(now);
            boolean payAsYouGo = whole && resource.isPayAsYouGo() && !resource.isReleased();
            if (due || payAsYouGo || Objects.equals(target, resource.id())) {
                loaded.add(copy(resource));
            } else if (wakeAt != null && (othersWakeAt == null || wakeAt.isBefore(othersWakeAt))) {
                othersWakeAt = wakeAt;
            }
        }
        List<Bill> unsettled = new ArrayList<>();
        bills.values().stream().filter(Bill::isUnsettled).map(EngineSide::copy).forEach(unsettled::add);
        List<Coupon> running = new ArrayList<>();
        coupons.values().stream()
                .filter(coupon -> !coupon.ended())
                .map(EngineSide::copy)
                .forEach(running::add);
        return new AccountState(
                copy(account),
                new Funds(funds.cashBalance(), funds.creditLimit(), funds.creditUsed(), funds.cardToken()),
                unsettled,
                running,
                new BalanceAlert(alert.enabled(), alert.repeats(), alert.thresholds()),
                loaded,
                money(0),
                othersWakeAt);
    }

    private boolean spellMayChange(Instant until) {
        boolean newlyDue = bills.values().stream()
                .anyMatch(bill ->
                        bill.status() == Bill.Status.OPEN && !bill.dueAt().isAfter(until));
        boolean overdue = bills.values().stream().anyMatch(bill -> bill.status() == Bill.Status.OVERDUE);
        boolean couponStarts = coupons.values().stream()
                .anyMatch(coupon -> coupon.validFrom().isAfter(account.processedAt())
                        && !coupon.validFrom().isAfter(until));
        return newlyDue || overdue && (funds.cardToken() != null || couponStarts);
    }

    private void save(Run run, Instant now) {
        AccountState state = run.state();
        account = state.account();
        funds = state.funds();
        alert = state.alert();
        state.bills().forEach(bill -> bills.put(bill.id(), bill));
        state.coupons().forEach(coupon -> coupons.put(coupon.id(), coupon));
        state.resources().forEach(resource -> resources.put(resource.id(), resource));
        ledger.addAll(run.ledger().entries());
        transitions.addAll(run.transitions());
        run.finishedNotices().forEach(notice -> notices.add(new Recorded(notice, now)));
        run.finalNotices().forEach(each -> accept(each, now));
    }

    private void accept(Run.FinalNoticeFor reminder, Instant now) {
        FinalNotice notice = reminder.notice();
        finalNotices
                .computeIfAbsent(reminder.resourceId(), id -> new ArrayList<>())
                .add(new FinalNotice(notice.noticeId(), notice.episode(), notice.namedAt(), notice.createdAt(), now));
        Resource resource = copy(resources.get(reminder.resourceId()));
        resources.put(resource.id(), resource);
        boolean waits = resource.phase() == Phase.RETENTION
                && resource.withheldReason() != null
                && resource.hold() == null
                && resource.nextActionAt() == null;
        if (waits) {
            resource.wakeAt(now);
            account.wakeAt(now, false);
        }
    }

    private Terms terms() {
        return new Terms(POLICIES, (token, amount, key) -> token.equals("tok_ok"), ids::incrementAndGet, false, false);
    }

    private void label(String label, long id) {
        labelled.put(label, id);
        labels.put(id, label);
    }

    List<Transition> transitions() {
        return transitions;
    }

    List<Recorded> notices() {
        return notices;
    }

    String labelOf(long id) {
        return labels.get(id);
    }

    Told told(Notice notice) {
        TreeSet<String> about = new TreeSet<>();
        for (NoticeLine line : notice.lines()) {
            about.add(labels.get(line.resourceId()));
        }
        return new Told(notice.stage().name(), notice.createdAt(), about);
    }

    View.Standing standing(Instant now) {
        AccountState state = new AccountState(
                account,
                funds,
                List.copyOf(bills.values()),
                List.copyOf(coupons.values()),
                alert,
                List.copyOf(resources.values()),
                money(0),
                null);
        Spell spell = account.spell();
        return new View.Standing(
                minor(funds.cashBalance()),
                minor(funds.creditLimit()),
                minor(funds.creditUsed()),
                minor(state.availableQuota()),
                minor(state.coupons(Coupon.Kind.GENERAL, now)),
                minor(state.coupons(Coupon.Kind.PRODUCT, now)),
                minor(state.availableFunds(now)),
                minor(state.arrears()),
                spell == null ? null : spell.since());
    }

    private View view(Instant now, List<Recorded> told, Refused refused) {
        return new View(
                standing(now),
                bills.values().stream()
                        .sorted(Comparator.comparing(Bill::sequence))
                        .map(bill -> new View.BillView(
                                labels.get(bill.id()), bill.status().name(), minor(bill.outstanding()), bill.dueAt()))
                        .toList(),
                resources.values().stream().map(this::view).toList(),
                View.together(
                        told.stream().map(recorded -> told(recorded.notice())).toList()),
                refused);
    }

    private View.ResourceView view(Resource resource) {
        Outlook.Step next = Outlook.next(POLICIES, account, resource);
        return new View.ResourceView(
                labels.get(resource.id()),
                resource.billingMode().name(),
                resource.phase().name(),
                resource.phaseSince(),
                next == null ? null : next.phase().name(),
                next == null ? null : next.at(),
                movesOf(resource.id()));
    }

    private List<View.Move> movesOf(long resourceId) {
        return transitions.stream()
                .filter(transition -> transition.resourceId() == resourceId)
                .map(EngineSide::move)
                .toList();
    }

    static View.Move move(Transition transition) {
        Phase from = transition.from();
        return new View.Move(from == null ? null : from.name(), transition.to().name(), transition.effectiveAt());
    }

    private Money money(long minor) {
        return Money.ofMinor(currency, minor);
    }

    private static long minor(Money money) {
        return money.getAmountMinorLong();
    }

    private static Account copy(Account a) {
        return new Account(
                a.id(),
                a.name(),
                a.currency(),
                a.zone(),
                a.locale(),
                a.tier(),
                a.clockId(),
                a.createdAt(),
                a.spell(),
                a.spells(),
                a.processedAt(),
                a.sequence(),
                a.nextActionAt(),
                a.braked());
    }

    private static Bill copy(Bill b) {
        return new Bill(
                b.id(),
                b.sequence(),
                b.productCode(),
                b.amount(),
                b.outstanding(),
                b.dueAt(),
                b.status(),
                b.reference(),
                b.lines(),
                b.recordedAt(),
                b.zone(),
                b.cardTriedUntil(),
                b.note(),
                false);
    }

    private static Coupon copy(Coupon c) {
        return new Coupon(
                c.id(),
                c.sequence(),
                c.kind(),
                c.productCode(),
                c.amount(),
                c.remaining(),
                c.validFrom(),
                c.validUntil(),
                c.ended(),
                false);
    }

    private Resource copy(Resource resource) {
        Resource copy = new Resource(resource.snapshot());
        copy.finalNotices().addAll(finalNotices.getOrDefault(resource.id(), List.of()));
        return copy;
    }

    private static List<Policy> builtIn() {
        try (InputStream file = PolicyDocument.class.getResourceAsStream("/io/tideover/lifecycle/policies.json")) {
            PolicyDocument[] documents = new JsonMapper().readValue(file, PolicyDocument[].class);
            AtomicLong id = new AtomicLong();
            return Arrays.stream(documents)
                    .map(document -> document.toPolicy(id.incrementAndGet()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
