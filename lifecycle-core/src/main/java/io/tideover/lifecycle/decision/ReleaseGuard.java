package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.resource.Episode;
import io.tideover.lifecycle.resource.FinalNotice;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * R5: a release happens at the later of its due instant and {@code finalNoticeLead} after a RELEASE_REMINDER of this episode, naming
 * an instant no later than the actual one, was accepted. After a hold only reminders sent since it was lifted count.
 */
final class ReleaseGuard {

    private ReleaseGuard() {}

    /** Why a release that is due has to wait, by the earliest instant at which the guard lets it happen. */
    static String reason(@Nullable Instant earliest) {
        return earliest == null
                ? "No release reminder of this episode has been accepted for delivery by mail or SMS."
                : "The final notice was accepted; release waits until " + earliest + ".";
    }

    /** Says anew why a release is withheld: a reminder may have been accepted, or have bounced, since. */
    static void restate(Resource resource) {
        if (waits(resource)) {
            resource.withhold(reason(earliestRelease(resource)));
        }
    }

    /** Why a release is withheld, by what has been accepted up to now; null where it is not. */
    static @Nullable String withheld(Resource resource) {
        return waits(resource) ? reason(earliestRelease(resource)) : resource.releaseWithheld();
    }

    private static boolean waits(Resource resource) {
        return resource.withheldReason() != null && resource.hold() == null && resource.releaseDueAt() != null;
    }

    /** The earliest instant at which the guard lets the resource go; null while no final notice has been accepted. */
    static @Nullable Instant earliestRelease(Resource resource) {
        Instant due = resource.releaseDueAt();
        Episode episode = resource.episode();
        if (due == null || episode == null) {
            return null;
        }
        Instant earliest = null;
        for (FinalNotice notice : resource.finalNotices()) {
            Instant acceptedAt = notice.acceptedAt();
            if (acceptedAt == null
                    || notice.episode() != resource.episodeNumber()
                    || notice.createdAt().isBefore(resource.guardFrom())) {
                continue;
            }
            Instant candidate = Rule.later(due, Rule.later(leadOver(episode, acceptedAt), notice.namedAt()));
            earliest = earliest == null ? candidate : Rule.earlier(earliest, candidate);
        }
        return earliest;
    }

    /** When the guard lets the resource go if a reminder of it is accepted now; null where it is not to be released. */
    static @Nullable Instant ifAccepted(Resource resource, Instant now) {
        Instant due = resource.releaseDueAt();
        Episode episode = resource.episode();
        if (due == null || episode == null) {
            return null;
        }
        Instant candidate = Rule.later(due, leadOver(episode, now));
        Instant earliest = earliestRelease(resource);
        return earliest == null ? candidate : Rule.earlier(earliest, candidate);
    }

    private static Instant leadOver(Episode episode, Instant acceptedAt) {
        return Spans.add(acceptedAt, episode.policy().finalNoticeLead(), episode.zone());
    }
}
