package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.AutoRenewal;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.Hold;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import org.joda.money.Money;

/** What operators, support and customers may do to a single resource, and what refuses it. */
public final class ResourceActions {

    private ResourceActions() {}

    /**
     * R9: extends the running GRACE or RETENTION by days. A release that is withheld has its end behind it: so few days that they are
     * over already would save nothing, and are refused.
     */
    public static void extend(Resource resource, int days, Instant now) {
        requireNotReleased(resource);
        Episode episode = resource.episode();
        Instant end = resource.phaseEndsAt();
        if (episode == null) {
            throw Refusal.conflict("NOTHING_TO_EXTEND", "An ACTIVE resource has no phase end to extend.");
        }
        if (end == null) {
            throw Refusal.conflict("RETENTION_OPEN_ENDED", "An open-ended retention cannot be extended.");
        }
        Instant extended = Spans.addDays(end, days, episode.zone());
        if (Spans.isTooFar(extended)) {
            throw Refusal.invalid("days", "must not end after the year {}", Integer.toString(Spans.LAST_YEAR));
        }
        if (!extended.isAfter(now)) {
            long behind = ChronoUnit.DAYS.between(end.atZone(episode.zone()), now.atZone(episode.zone()));
            throw Refusal.invalid("days", "must be at least {}, or it would end before now", behind + 1);
        }
        resource.extend(days, extended, now);
    }

    /** R5: withholds release until lifted. */
    public static void hold(Resource resource, String reason, String by, Instant now) {
        requireNotReleased(resource);
        if (resource.hold() != null) {
            throw Refusal.conflict("ALREADY_HELD", "The resource is already held.");
        }
        resource.placeHold(new Hold(reason, by, now));
    }

    /** R5: a new RELEASE_REMINDER goes out, and release waits for its acceptance. */
    public static void liftHold(Run run, Resource resource, Instant now) {
        requireNotReleased(resource);
        if (resource.hold() == null) {
            throw Refusal.conflict("NOT_HELD", "The resource is not held.");
        }
        resource.liftHold(now);
        Instant due = resource.releaseDueAt();
        if (due != null) {
            // the guard waits that long after this notice, however near the end is
            Episode episode = resource.requireEpisode();
            Instant earliest = Spans.add(now, episode.policy().finalNoticeLead(), episode.zone());
            RemindersBefore.announceRelease(
                    run, resource, Rule.later(due, earliest), now, cause(run, "hold-lifted", resource));
        }
    }

    /** R6: chooses the instant at which an open-ended retention ends. */
    public static void scheduleRelease(Run run, Resource resource, Instant at, Instant now) {
        requireNotReleased(resource);
        Episode episode = resource.episode();
        if (resource.phase() != Phase.RETENTION || episode == null || resource.phaseEndsAt() != null) {
            throw Refusal.conflict(
                    "NOT_SCHEDULABLE", "Only a resource in an open-ended retention can be scheduled for release.");
        }
        Instant earliest = Spans.add(now, episode.policy().finalNoticeLead(), episode.zone());
        if (at.isBefore(earliest)) {
            throw Refusal.invalid("at", "must be {} or later, so that the final notice can be given", earliest);
        }
        resource.scheduleRelease(at, now);
        RemindersBefore.announceRelease(run, resource, at, now, cause(run, "scheduled", resource));
    }

    public static void cancelScheduledRelease(Resource resource, Instant now) {
        requireNotReleased(resource);
        if (resource.scheduledReleaseAt() == null) {
            throw Refusal.conflict("NOT_SCHEDULED", "No release is scheduled.");
        }
        resource.scheduleRelease(null, now);
    }

    /** R5: releases a withheld resource by hand. */
    public static void releaseByHand(Run run, Resource resource, String reason, Instant now) {
        requireNotReleased(resource);
        if (resource.phase() != Phase.RETENTION) {
            throw Refusal.conflict("NOT_IN_RETENTION", "Only a resource in RETENTION can be released by hand.");
        }
        if (!canBeReleasedByHand(resource, now)) {
            throw Refusal.conflict(
                    "RELEASE_NOT_WITHHELD",
                    "Its release is not withheld: it will be released by its deadline or schedule.");
        }
        run.phases().release(resource, now, TransitionReason.RELEASED_BY_OPERATOR, reason);
        run.notices()
                .of(Stage.RELEASED, now, cause(run, "by-hand", resource))
                .about(resource)
                .fact("reason", reason);
    }

    /** R5: only what is due and withheld. */
    public static boolean canBeReleasedByHand(Resource resource, Instant now) {
        Instant due = resource.releaseDueAt();
        return due != null && !due.isAfter(now) && resource.releaseWithheld() != null;
    }

    /** R10: a customer may delete a resource in ACTIVE or GRACE. */
    public static void delete(Run run, Resource resource, Instant now) {
        requireNotReleased(resource);
        if (resource.phase() == Phase.RETENTION) {
            throw Refusal.conflict("RESOURCE_SUSPENDED", "A resource in RETENTION cannot be deleted.");
        }
        run.phases().delete(resource, now);
    }

    /** R12: a standing order to renew a subscription; tries due up to now are not made up for. */
    public static void autoRenew(Resource resource, Period period, Money price, Instant now) {
        requireNotReleased(resource);
        requireSubscription(resource);
        resource.autoRenew(new AutoRenewal(period, price, now));
    }

    public static void stopAutoRenewal(Resource resource) {
        requireNotReleased(resource);
        requireSubscription(resource);
        resource.autoRenew(null);
    }

    private static void requireSubscription(Resource resource) {
        if (resource.billingMode() != BillingMode.SUBSCRIPTION) {
            throw Refusal.conflict("NOT_A_SUBSCRIPTION", "Only a subscription can be renewed automatically.");
        }
    }

    private static void requireNotReleased(Resource resource) {
        if (resource.isReleased()) {
            throw Refusal.released();
        }
    }

    private static String cause(Run run, String what, Resource resource) {
        return what + ":" + resource.id() + ":" + run.account().nextSequence();
    }
}
