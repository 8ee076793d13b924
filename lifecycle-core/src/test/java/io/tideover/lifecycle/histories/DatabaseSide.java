package io.tideover.lifecycle.histories;

import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.LifecycleFixture.RecordedAnnouncements;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.histories.View.Told;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** A history lived through the public doors on a real database. A release reminder is accepted as soon as it is told. */
final class DatabaseSide {

    /** The doors. */
    record Doors(
            Accounts accounts,
            Bills bills,
            Resources resources,
            Sweep sweep,
            TestClocks clocks,
            Timelines timelines,
            FinalNotices finalNotices,
            RecordedAnnouncements announced) {}

    private final Doors doors;
    private final CurrencyUnit currency;
    private final long clock;
    private final long account;
    private final Map<String, Long> bills = new HashMap<>();
    private final Map<String, Long> resources = new TreeMap<>();
    private final Map<Long, String> labels = new HashMap<>();
    private final Set<Long> accepted = new HashSet<>();

    DatabaseSide(Doors doors, History history) {
        this.doors = doors;
        this.currency = CurrencyUnit.of(history.currency());
        this.clock = doors.clocks().create(history.start()).id();
        this.account = doors.accounts()
                .open(
                        "Orchid Foods",
                        history.currency(),
                        history.zone().getId(),
                        "en",
                        history.tier(),
                        amount(history.creditLimit()),
                        clock,
                        null);
    }

    void moveTo(Instant now) {
        doors.clocks().move(clock, now, now);
    }

    /** Carries out one batch of what is due; false where nothing was. */
    boolean sweep(Instant now) {
        boolean idle = doors.sweep().carryOutDue(clock, now, 100).isEmpty();
        accept(now);
        return !idle;
    }

    void command(Step.Timed timed) {
        try {
            command(timed.step());
        } catch (Refusal refusal) {
            // the other side was refused as well, or the transitions will differ
        }
        accept(timed.at());
    }

    private void command(Step step) {
        switch (step) {
            case Step.Wait wait -> {}
            case Step.RecordBill record ->
                bills.put(
                        record.label(),
                        doors.bills()
                                .record(
                                        account,
                                        record.product(),
                                        amount(record.amount()),
                                        record.dueAt(),
                                        record.label(),
                                        List.of())
                                .id());
            case Step.TopUp topUp ->
                doors.accounts().topUp(account, amount(topUp.amount()), "top-up-" + System.nanoTime());
            case Step.GrantCoupon grant ->
                doors.accounts()
                        .grantCoupon(
                                account,
                                grant.product() == null ? Coupon.Kind.GENERAL : Coupon.Kind.PRODUCT,
                                amount(grant.amount()),
                                grant.product(),
                                grant.from(),
                                grant.until());
            case Step.PutCard put -> doors.accounts().putCard(account, put.good() ? "tok_ok" : "tok_declined");
            case Step.Correct correct -> {
                Long bill = doors.accounts()
                        .correct(account, amount(correct.amount()), "a reason")
                        .billId();
                if (bill != null) {
                    bills.put(correct.label(), bill);
                }
            }
            case Step.PayNow pay ->
                doors.bills().pay(bill(pay.bill()), pay.byCard() ? Bills.Source.CARD : Bills.Source.FUNDS);
            case Step.VoidBill voiding -> doors.bills().voidBill(bill(voiding.bill()), "a reason");
            case Step.Dispute dispute -> doors.bills().dispute(bill(dispute.bill()), "a reason");
            case Step.CloseDispute close -> doors.bills().closeDispute(bill(close.bill()), close.forCustomer());
            case Step.Register register -> register(register);
            case Step.Renew renew ->
                doors.resources()
                        .renew(resource(renew.resource()), renew.period().toString(), amount(renew.price()));
            case Step.AutoRenew order -> {
                if (order.enabled()) {
                    doors.resources()
                            .autoRenew(
                                    resource(order.resource()), order.period().toString(), amount(order.price()));
                } else {
                    doors.resources().stopAutoRenewal(resource(order.resource()));
                }
            }
            case Step.ChangeMode change ->
                doors.resources()
                        .changeBillingMode(
                                resource(change.resource()),
                                BillingMode.valueOf(change.mode()),
                                change.expiresAt(),
                                amount(change.price()));
            case Step.Extend extend ->
                doors.resources().extend(resource(extend.resource()), extend.days(), "a reason", "Ann");
            case Step.Hold hold -> doors.resources().hold(resource(hold.resource()), "a reason", "Ann");
            case Step.LiftHold lift -> doors.resources().liftHold(resource(lift.resource()));
            case Step.ScheduleRelease schedule ->
                doors.resources().scheduleRelease(resource(schedule.resource()), schedule.at());
            case Step.CancelRelease cancel -> doors.resources().cancelScheduledRelease(resource(cancel.resource()));
            case Step.ReleaseByHand release -> doors.resources().releaseByHand(resource(release.resource()), "why");
            case Step.Delete delete -> doors.resources().delete(resource(delete.resource()));
            case Step.SetTier set -> change(set.tier(), null);
            case Step.SetCreditLimit set -> change(null, amount(set.limit()));
            case Step.SetAlert set ->
                doors.accounts()
                        .setAlert(
                                account,
                                set.enabled(),
                                set.thresholds().stream().map(this::amount).toList(),
                                set.repeats());
        }
    }

    private void change(String tier, String creditLimit) {
        doors.accounts().change(account, new Accounts.Changes(null, null, null, tier, creditLimit));
    }

    private void register(Step.Register register) {
        long id = doors.resources()
                .register(
                        account,
                        register.label() + "-" + account,
                        register.product(),
                        "cn-north",
                        BillingMode.valueOf(register.mode()),
                        register.expiresAt())
                .resource()
                .id();
        resources.put(register.label(), id);
        labels.put(id, register.label());
    }

    private void accept(Instant now) {
        for (Notice notice : doors.announced().told(account)) {
            if (notice.stage() == Stage.RELEASE_REMINDER && accepted.add(notice.id())) {
                doors.finalNotices().accepted(account, notice.id(), now);
            }
        }
    }

    /** Each resource's transitions in order, by its label. */
    List<String> transitions() {
        List<String> all = new ArrayList<>();
        resources.forEach((label, id) -> doors.resources().transitions(id).forEach(transition -> {
            Phase from = transition.from();
            all.add(label + " "
                    + new View.Move(
                            from == null ? null : from.name(), transition.to().name(), transition.effectiveAt()));
        }));
        return all;
    }

    /** What the account has been told, each notice by itself. */
    List<Told> told() {
        return doors.announced().told(account).stream()
                .map(notice -> {
                    TreeSet<String> about = new TreeSet<>();
                    for (NoticeLine line : notice.lines()) {
                        about.add(labels.get(line.resourceId()));
                    }
                    return new Told(notice.stage().name(), notice.createdAt(), about);
                })
                .toList();
    }

    /** How each resource stands to who reads it, by its label. */
    Map<String, Phase> phases() {
        Map<String, Phase> phases = new TreeMap<>();
        resources.forEach((label, id) ->
                phases.put(label, doors.resources().get(id).resource().phase()));
        return phases;
    }

    /** What is ahead of each resource, by its label, each rehearsed by itself. */
    Map<String, List<Timelines.Item>> aheadOfEach(Instant until) {
        Map<String, List<Timelines.Item>> ahead = new TreeMap<>();
        resources.forEach(
                (label, id) -> ahead.put(label, sorted(doors.timelines().ahead(account, id, until).stream())));
        return ahead;
    }

    /** The same out of what is ahead of the account. */
    Map<String, List<Timelines.Item>> aheadOfAll(Instant until) {
        List<Timelines.Item> all = doors.timelines().timeline(account, until).items();
        Map<String, List<Timelines.Item>> ahead = new TreeMap<>();
        resources.forEach((label, id) ->
                ahead.put(label, sorted(all.stream().filter(item -> id.equals(item.resourceId())))));
        return ahead;
    }

    private static List<Timelines.Item> sorted(Stream<Timelines.Item> items) {
        return items.sorted(Comparator.comparing(Timelines.Item::toString)).toList();
    }

    private long bill(String label) {
        return known(bills, label);
    }

    private long resource(String label) {
        return known(resources, label);
    }

    private static long known(Map<String, Long> ids, String label) {
        Long id = ids.get(label);
        if (id == null) {
            throw Refusal.notFound(label);
        }
        return id;
    }

    private String amount(long minor) {
        return Money.ofMinor(currency, minor).getAmount().toPlainString();
    }
}
