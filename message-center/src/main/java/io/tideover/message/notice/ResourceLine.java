package io.tideover.message.notice;

import io.tideover.lifecycle.policy.Phase;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A resource that a notice names.
 *
 * @param product its product's display name
 * @param deadline when it changes its phase unless somebody acts, or null
 * @param becomes the phase it enters then, or null
 * @param label what its policy calls RETENTION, or null where there is none
 * @param prepaid it is a subscription or a package: renewing brings it back, settling arrears alone does not
 */
public record ResourceLine(
        long resourceId,
        String name,
        String product,
        String region,
        @Nullable Instant deadline,
        @Nullable Phase becomes,
        @Nullable String label,
        boolean prepaid) {

    ResourceLine at(@Nullable Instant otherDeadline) {
        return new ResourceLine(resourceId, name, product, region, otherDeadline, becomes, label, prepaid);
    }
}
