package io.tideover.lifecycle.notice;

import io.tideover.lifecycle.policy.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One resource that a notice is about, as it stood when the notice fell due.
 *
 * @param deadline the next instant at which something happens to it unless somebody acts, or null
 * @param becomes the phase it enters then, or null
 * @param superseded a newer notice of the same message type speaks of this resource, so this line is not sent (T4)
 */
public record NoticeLine(
        long resourceId,
        @Nullable Instant deadline,
        @Nullable Phase becomes,
        boolean superseded) {}
