package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.AutoRenewal;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Map;
import org.joda.money.Money;

/** R8 and R12: what is paid for in advance, atomically and without a bill. */
public final class Renewal {

    private Renewal() {}

    /** R8: renews a subscription, or a package before its end. Refusals come in the order of the rule. */
    public static void renew(Run run, Resource resource, Period period, Money price, Instant now) {
        if (resource.isReleased()) {
            throw Refusal.released();
        }
        if (run.account().inArrears()) {
            throw Refusal.inArrears();
        }
        if (resource.isPayAsYouGo()) {
            throw Refusal.conflict("NOT_RENEWABLE", "A pay-as-you-go resource has no end to renew.");
        }
        ZoneId zone = run.account().zone();
        Instant end = end(resource, period, zone);
        if (Spans.isTooFar(end)) {
            throw Refusal.invalid("period", "must not end after the year {}", Integer.toString(Spans.LAST_YEAR));
        }
        if (!end.isAfter(now)) {
            String minimum = shortestPeriod(resource, zone, now).toString();
            throw Refusal.invalid(
                    "RENEWAL_TOO_SHORT",
                    "period",
                    "The resource would still be expired; the shortest period that would do is {}.",
                    Map.of("minimumPeriod", minimum));
        }
        if (!payAndExtend(run, resource, period, price, now)) {
            throw insufficient();
        }
    }

    /** R12: moves a pay-as-you-go resource to a prepaid mode for a price. */
    public static void changeOver(
            Run run, Resource resource, BillingMode mode, Instant expiresAt, Money price, Instant now) {
        if (resource.isReleased()) {
            throw Refusal.released();
        }
        if (run.account().inArrears()) {
            throw Refusal.inArrears();
        }
        if (!resource.isPayAsYouGo()) {
            throw Refusal.conflict("NOT_PAY_AS_YOU_GO", "Only a pay-as-you-go resource can be changed over.");
        }
        if (mode == BillingMode.PAY_AS_YOU_GO) {
            throw Refusal.invalid("billingMode", "must be PACKAGE or SUBSCRIPTION");
        }
        if (!expiresAt.isAfter(now)) {
            throw Refusal.invalid("expiresAt", "must be after now");
        }
        if (!pay(run, EntryKind.CHANGE_OVER, resource, price, now)) {
            throw insufficient();
        }
        resource.becomePrepaid(mode, expiresAt, now);
    }

    /**
     * Pays the price from funds and card, all of it or nothing, and extends the resource by the period.
     *
     * @return whether it was paid; false in arrears or where funds and card do not cover it
     */
    static boolean payAndExtend(Run run, Resource resource, Period period, Money price, Instant at) {
        if (run.account().inArrears() || !pay(run, EntryKind.RENEWAL, resource, price, at)) {
            return false;
        }
        Instant end = end(resource, period, run.account().zone());
        if (resource.phase() != Phase.ACTIVE) {
            run.phases().reactivate(resource, at, TransitionReason.RENEWED);
        }
        resource.renewUntil(end, at);
        AutoRenewal order = resource.autoRenewal();
        if (order != null) {
            // R12: tries before the new end whose instants have passed are not made up for
            resource.autoRenew(order.triedAt(at));
        }
        run.notices()
                .of(
                        Stage.RENEWED,
                        at,
                        "renewal:" + resource.id() + ":" + run.account().nextSequence())
                .about(resource)
                .fact("amount", price)
                .fact("period", period)
                .fact("expiresAt", end);
        return true;
    }

    /** The renewal's new end: the old one plus the period, however late (R8). */
    private static Instant end(Resource resource, Period period, ZoneId zone) {
        return resource.requireExpiresAt().atZone(zone).plus(period).toInstant();
    }

    private static Period shortestPeriod(Resource resource, ZoneId zone, Instant now) {
        int months = 1;
        while (!end(resource, Period.ofMonths(months), zone).isAfter(now)) {
            months++;
        }
        return Period.ofMonths(months);
    }

    private static boolean pay(Run run, EntryKind kind, Resource resource, Money price, Instant at) {
        Money rest = price.minus(run.ledger().coverable(price, resource.productCode(), at));
        if (rest.isPositive()) {
            String payment = run.payment("resource:" + resource.id() + ":" + kind);
            if (!run.charge(rest, payment)) {
                return false;
            }
            run.notices()
                    .of(Stage.PAYMENT_RECEIVED, at, payment)
                    .about(resource)
                    .fact("amount", rest)
                    .fact("source", "CARD");
        }
        run.ledger().payPrice(kind, resource.id(), resource.productCode(), price, at);
        return true;
    }

    private static Refusal insufficient() {
        return Refusal.payment("INSUFFICIENT_FUNDS", "Funds and card do not cover the price.");
    }
}
