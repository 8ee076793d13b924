package io.tideover.lifecycle.notice;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the message center tells the release guard what became of a release reminder (R5). Call it in the transaction that stores the delivery's outcome. */
public interface FinalNotices {

    /**
     * When resources are released at the earliest if a reminder of them is accepted now, by their ids; those that are not to be released
     * are left out. At most 500 are asked about.
     */
    Map<Long, Instant> releasesIfAccepted(Collection<Long> resourceIds, Instant now);

    /** The reminder was accepted for delivery by mail or SMS for at least one receiver. Only the first acceptance counts. */
    void accepted(long accountId, long noticeId, Instant acceptedAt);

    /**
     * A delivery of the reminder that was accepted has bounced.
     *
     * @param standing when the first was accepted of those that have not bounced, or null: none is left
     */
    void bounced(long accountId, long noticeId, @Nullable Instant standing);
}
