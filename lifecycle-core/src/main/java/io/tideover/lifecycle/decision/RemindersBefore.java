package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.threeten.extra.PeriodDuration;

/**
 * The policy's reminders before an expiry, a suspension and a release. One whose instant lies before its phase began is not sent; one
 * exactly at its start is. Where retention is shorter than the smallest, the release reminder goes out at its start (R5).
 */
final class RemindersBefore implements Rule {

    private record Schedule(Stage stage, Instant deadline, List<PeriodDuration> before, ZoneId zone) {

        Instant next(Instant after) {
            Instant next = NEVER;
            for (PeriodDuration span : before) {
                Instant at = Spans.subtract(deadline, span, zone);
                if (at.isAfter(after) && at.isBefore(deadline)) {
                    next = Rule.earlier(next, at);
                }
            }
            return next;
        }

        /** Whether each instant lies before a phase that began then. */
        boolean allBefore(Instant start) {
            return before.stream()
                    .allMatch(span -> Spans.subtract(deadline, span, zone).isBefore(start));
        }
    }

    @Override
    public void apply(Run run, Instant at) {
        for (Resource resource : run.state().resources()) {
            Instant due = nextReminder(run.state(), resource, run);
            if (due.isAfter(at)) {
                continue;
            }
            Schedule schedule = schedule(run.state(), resource, run);
            if (schedule != null) {
                send(run, resource, schedule.stage(), schedule.deadline(), due);
            }
            resource.remindedAt(due);
        }
    }

    private static void send(Run run, Resource resource, Stage stage, Instant deadline, Instant due) {
        if (stage == Stage.RELEASE_REMINDER) {
            announceRelease(run, resource, deadline, due, null);
        } else if (stage == Stage.EXPIRY_REMINDER) {
            run.notices()
                    .shared(stage, due, "expiry")
                    .about(resource, deadline, null)
                    .fact("expiresAt", deadline);
        } else {
            run.notices().ofPhase(stage, due).about(resource);
        }
    }

    /**
     * R5: the imminent-release notice. One that goes out when the instant of release has passed already names the earliest one the
     * guard can still allow.
     *
     * @param cause what called for it besides the schedule, or null
     */
    static void announceRelease(
            Run run, Resource resource, Instant deadline, Instant createdAt, @Nullable String cause) {
        var episode = resource.requireEpisode();
        Instant sent = run.terms().rehearsal() ? createdAt : run.until();
        Instant named = deadline.isAfter(sent)
                ? deadline
                : Spans.add(sent, episode.policy().finalNoticeLead(), episode.zone());
        var notice = cause == null
                ? run.notices().ofPhase(Stage.RELEASE_REMINDER, createdAt)
                : run.notices().of(Stage.RELEASE_REMINDER, createdAt, cause);
        notice.about(resource, named, Phase.RELEASED).fact("releaseAt", named);
        run.rememberFinalNotice(resource, notice.id(), named, createdAt);
    }

    @Override
    public Instant next(AccountState state, Resource resource, Run run) {
        return nextReminder(state, resource, run);
    }

    private static Instant nextReminder(AccountState state, Resource resource, Run run) {
        Schedule schedule = schedule(state, resource, run);
        if (schedule == null) {
            return NEVER;
        }
        if (schedule.stage() == Stage.RELEASE_REMINDER
                && resource.phaseEndsAt() != null
                && resource.remindedUntil().isBefore(resource.phaseSince())
                && schedule.allBefore(resource.phaseSince())) {
            return resource.phaseSince();
        }
        return schedule.next(resource.remindedUntil());
    }

    private static @Nullable Schedule schedule(AccountState state, Resource resource, Run run) {
        return switch (resource.phase()) {
            case ACTIVE -> {
                Instant expiry = resource.expiresAt();
                if (resource.billingMode() == BillingMode.PAY_AS_YOU_GO || expiry == null) {
                    yield null;
                }
                Policy policy = run.policyFor(resource, resource.billingMode(), expiry);
                yield new Schedule(
                        Stage.EXPIRY_REMINDER,
                        expiry,
                        policy.reminders().expiry(),
                        state.account().zone());
            }
            case GRACE, RETENTION -> {
                boolean grace = resource.phase() == Phase.GRACE;
                Instant deadline = grace ? resource.phaseEndsAt() : resource.releaseDueAt();
                if (deadline == null) {
                    yield null;
                }
                var episode = resource.requireEpisode();
                var reminders = episode.policy().reminders();
                yield new Schedule(
                        grace ? Stage.SUSPENSION_REMINDER : Stage.RELEASE_REMINDER,
                        deadline,
                        grace ? reminders.suspension() : reminders.release(),
                        episode.zone());
            }
            case RELEASED -> null;
        };
    }
}
