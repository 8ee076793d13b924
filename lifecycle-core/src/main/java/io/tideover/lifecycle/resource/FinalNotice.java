package io.tideover.lifecycle.resource;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A RELEASE_REMINDER of a resource's present episode (R5).
 *
 * @param namedAt the instant of release it names
 * @param acceptedAt when it was accepted for delivery by mail or SMS for a first receiver, or null
 */
public record FinalNotice(
        long noticeId,
        int episode,
        Instant namedAt,
        Instant createdAt,
        @Nullable Instant acceptedAt) {

    public FinalNotice accepted(Instant at) {
        return new FinalNotice(noticeId, episode, namedAt, createdAt, at);
    }
}
