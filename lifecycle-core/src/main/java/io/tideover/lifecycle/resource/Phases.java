package io.tideover.lifecycle.resource;

import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Spans;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The one door through which a phase changes. Every legal edge has a name here; there is no other.
 *
 * <pre>
 * ACTIVE --startEpisode--> GRACE --enterRetention--> RETENTION --release--> RELEASED
 * ACTIVE --startEpisode (no grace)--> RETENTION
 * GRACE, RETENTION --reactivate--> ACTIVE          ACTIVE, GRACE --delete--> RELEASED
 * </pre>
 */
public final class Phases {

    /** Where the transitions go. */
    @FunctionalInterface
    public interface Log {
        void add(
                Resource resource,
                @Nullable Phase from,
                Phase to,
                Instant effectiveAt,
                TransitionReason reason,
                @Nullable String detail);
    }

    private final Log log;

    public Phases(Log log) {
        this.log = log;
    }

    public void register(Resource resource) {
        log.add(resource, null, resource.phase(), resource.phaseSince(), TransitionReason.REGISTERED, null);
    }

    /** ACTIVE to GRACE at the clock's start, or straight to RETENTION where the policy grants no grace (R1, R2, R4). */
    public void startEpisode(Resource resource, Episode episode, TransitionReason reason) {
        require(resource, Phase.ACTIVE);
        Policy policy = episode.policy();
        Instant graceEnd = Spans.add(episode.clock(), policy.grace(), episode.zone());
        if (graceEnd.isAfter(episode.clock())) {
            move(resource, Phase.GRACE, episode.clock(), episode, graceEnd, reason, null);
        } else {
            move(
                    resource,
                    Phase.RETENTION,
                    episode.clock(),
                    episode,
                    retentionEnd(episode, episode.clock()),
                    reason,
                    null);
        }
    }

    /** GRACE to RETENTION at the end of grace. */
    public void enterRetention(Resource resource, Instant at) {
        require(resource, Phase.GRACE);
        Episode episode = resource.requireEpisode();
        move(resource, Phase.RETENTION, at, episode, retentionEnd(episode, at), TransitionReason.GRACE_ENDED, null);
    }

    /** RETENTION to RELEASED, for ever (R10). */
    public void release(Resource resource, Instant at, TransitionReason reason, @Nullable String detail) {
        require(resource, Phase.RETENTION);
        move(resource, Phase.RELEASED, at, resource.episode(), null, reason, detail);
    }

    /** ACTIVE or GRACE to RELEASED because the customer deletes it (R10). */
    public void delete(Resource resource, Instant at) {
        if (resource.phase() != Phase.ACTIVE) {
            require(resource, Phase.GRACE);
        }
        move(resource, Phase.RELEASED, at, resource.episode(), null, TransitionReason.DELETED_BY_CUSTOMER, null);
    }

    /** GRACE or RETENTION back to ACTIVE, by restore (R7) or renewal (R8). */
    public void reactivate(Resource resource, Instant at, TransitionReason reason) {
        if (resource.phase() != Phase.GRACE) {
            require(resource, Phase.RETENTION);
        }
        move(resource, Phase.ACTIVE, at, null, null, reason, null);
    }

    private static @Nullable Instant retentionEnd(Episode episode, Instant start) {
        var retention = episode.policy().retention();
        return retention == null ? null : Spans.add(start, retention, episode.zone());
    }

    private void move(
            Resource resource,
            Phase to,
            Instant at,
            @Nullable Episode episode,
            @Nullable Instant endsAt,
            TransitionReason reason,
            @Nullable String detail) {
        Phase from = resource.phase();
        resource.enter(to, at, episode, endsAt);
        log.add(resource, from, to, at, reason, detail);
    }

    private static void require(Resource resource, Phase phase) {
        if (resource.phase() != phase) {
            throw new IllegalStateException("resource " + resource.id() + " is " + resource.phase() + ", not " + phase);
        }
    }
}
