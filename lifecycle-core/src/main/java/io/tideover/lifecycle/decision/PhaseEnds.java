package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.account.Spell;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.Hold;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;

/** R1, R4 and R5: arrears start clocks, grace ends in retention, retention ends in release where the guard lets it. */
final class PhaseEnds implements Rule {

    @Override
    public void apply(Run run, Instant at) {
        announceOverdue(run, at);
        startClocks(run);
        for (Resource resource : run.state().resources()) {
            endGrace(run, resource, at);
            endRetention(run, resource, at);
        }
    }

    /** OVERDUE goes out once per spell, at its start, also where there is no resource to name. */
    private static void announceOverdue(Run run, Instant at) {
        if (run.takeOverduePending()) {
            var notice = run.notices().ofPhase(Stage.OVERDUE, at).fact("amount", run.arrears());
            run.state().payAsYouGo().forEach(notice::about);
            run.state().overdue().forEach(bill -> notice.aboutBill(bill.id()));
        }
    }

    /** R1: the clock of every pay-as-you-go resource that is still ACTIVE in a spell. */
    private static void startClocks(Run run) {
        Spell spell = run.account().spell();
        if (spell == null || spell.clockFrom() == null) {
            return;
        }
        run.state()
                .payAsYouGo()
                .filter(resource -> resource.phase() == Phase.ACTIVE && !run.isHeldBack(resource))
                .forEach(resource -> startClock(run, resource, Arrears.clock(spell, resource)));
    }

    private static void startClock(Run run, Resource resource, Instant clock) {
        Policy policy = run.policyFor(resource, BillingMode.PAY_AS_YOU_GO, clock);
        if (!policy.hasGrace() && !run.passesBrake(resource)) {
            return;
        }
        run.phases().startEpisode(resource, new Episode(clock, run.account().zone(), policy), TransitionReason.ARREARS);
        if (resource.phase() == Phase.RETENTION) {
            run.notices().ofPhase(Stage.SUSPENDED, clock).about(resource);
        }
    }

    private static void endGrace(Run run, Resource resource, Instant at) {
        Instant end = resource.phaseEndsAt();
        if (resource.phase() == Phase.GRACE && end != null && !end.isAfter(at) && run.passesBrake(resource)) {
            run.phases().enterRetention(resource, end);
            run.notices().ofPhase(Stage.SUSPENDED, end).about(resource);
        }
    }

    private static void endRetention(Run run, Resource resource, Instant at) {
        Instant due = resource.releaseDueAt();
        if (due == null || due.isAfter(at)) {
            return;
        }
        Hold hold = resource.hold();
        if (hold != null) {
            resource.withhold(hold.reason());
            if (resource.scheduledReleaseAt() != null) {
                // R6: an instant that passes under a hold lapses
                resource.lapseSchedule();
            }
            return;
        }
        Instant earliest = ReleaseGuard.earliestRelease(resource);
        if (earliest == null || earliest.isAfter(at)) {
            resource.withhold(ReleaseGuard.reason(earliest));
        } else if (run.passesBrake(resource)) {
            TransitionReason reason = resource.scheduledReleaseAt() != null
                    ? TransitionReason.SCHEDULED_RELEASE
                    : TransitionReason.RETENTION_ENDED;
            run.phases().release(resource, earliest, reason, null);
            run.notices().ofPhase(Stage.RELEASED, earliest).about(resource);
        }
    }

    @Override
    public Instant next(AccountState state, Resource resource, Run run) {
        return switch (resource.phase()) {
            case ACTIVE -> clock(state, resource);
            case GRACE -> {
                Instant end = resource.phaseEndsAt();
                yield end == null ? NEVER : end;
            }
            case RETENTION -> nextRelease(resource);
            case RELEASED -> NEVER;
        };
    }

    /** A clock that has not been started at its instant was held back by the brake, and starts when that lets go (R13). */
    private static Instant clock(AccountState state, Resource resource) {
        Spell spell = state.account().spell();
        return resource.isPayAsYouGo() && spell != null && spell.clockFrom() != null
                ? Arrears.clock(spell, resource)
                : NEVER;
    }

    private static Instant nextRelease(Resource resource) {
        Instant due = resource.releaseDueAt();
        if (due == null) {
            return NEVER;
        }
        boolean passed = resource.withheldReason() != null;
        if (resource.hold() != null) {
            return passed ? NEVER : due;
        }
        Instant earliest = ReleaseGuard.earliestRelease(resource);
        if (earliest == null) {
            return passed ? NEVER : due;
        }
        return passed ? earliest : due;
    }
}
