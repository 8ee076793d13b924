package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.resource.AutoRenewal;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.threeten.extra.PeriodDuration;

/** R2 and R4: a subscription's clock starts at its expiry, whatever the arrears; R12: unless its auto-renewal succeeds before. */
final class Expiries implements Rule {

    /** Before expiry, when auto-renewal is tried; the last try is at expiry itself (R12). */
    private static final List<PeriodDuration> TRIES =
            List.of(PeriodDuration.parse("P7D"), PeriodDuration.parse("P3D"), PeriodDuration.parse("P1D"));

    @Override
    public void apply(Run run, Instant at) {
        for (Resource resource : run.state().resources()) {
            if (!isRunning(resource)) {
                continue;
            }
            AutoRenewal order = resource.autoRenewal();
            if (order != null && !nextTry(run.account().zone(), resource, order).isAfter(at)) {
                renew(run, resource, order, at);
            }
            if (!resource.requireExpiresAt().isAfter(at)) {
                expire(run, resource);
            }
        }
    }

    private static void expire(Run run, Resource resource) {
        Instant expiry = resource.requireExpiresAt();
        Policy policy = run.policyFor(resource, BillingMode.SUBSCRIPTION, expiry);
        if (!policy.hasGrace() && !run.passesBrake(resource)) {
            return;
        }
        run.phases()
                .startEpisode(resource, new Episode(expiry, run.account().zone(), policy), TransitionReason.EXPIRED);
        run.notices().shared(Stage.EXPIRED, expiry, "expiry").about(resource);
        if (resource.phase() == Phase.RETENTION) {
            run.notices().ofPhase(Stage.SUSPENDED, expiry).about(resource);
        }
    }

    /** R12: pays and extends by the period, or says that it failed and when it is tried again. */
    private static void renew(Run run, Resource resource, AutoRenewal order, Instant at) {
        resource.autoRenew(order.triedAt(at));
        if (Renewal.payAndExtend(run, resource, order.period(), order.price(), at)) {
            return;
        }
        Instant next = nextTry(run.account().zone(), resource, order.triedAt(at));
        var notice = run.notices()
                .of(Stage.PAYMENT_FAILED, at, "auto-renewal:" + resource.id())
                .about(resource)
                .fact("amount", order.price())
                .fact("source", "AUTO_RENEWAL");
        if (run.account().inArrears()) {
            // R2: what failed is not the payment, and no money or card would help it
            notice.fact("refusedFor", "ARREARS");
        }
        if (next.isBefore(NEVER)) {
            notice.fact("nextTryAt", next);
        }
    }

    private static Instant nextTry(ZoneId zone, Resource resource, AutoRenewal order) {
        Instant expiry = resource.requireExpiresAt();
        return Stream.concat(TRIES.stream().map(span -> Spans.subtract(expiry, span, zone)), Stream.of(expiry))
                .filter(instant -> instant.isAfter(order.triedUntil()))
                .findFirst()
                .orElse(NEVER);
    }

    private static boolean isRunning(Resource resource) {
        return resource.billingMode() == BillingMode.SUBSCRIPTION && resource.phase() == Phase.ACTIVE;
    }

    @Override
    public Instant next(AccountState state, Resource resource, Run run) {
        if (!isRunning(resource)) {
            return NEVER;
        }
        Instant expiry = resource.requireExpiresAt();
        AutoRenewal order = resource.autoRenewal();
        return order == null
                ? expiry
                : Rule.earlier(expiry, nextTry(state.account().zone(), resource, order));
    }
}
