package io.tideover.lifecycle.notice;

import java.time.Instant;

/** How the message center tells the release guard what became of a release reminder (R5). Call it in the transaction that stores the delivery's outcome. */
public interface FinalNotices {

    /** The reminder was accepted for delivery by mail or SMS for at least one receiver. Only the first acceptance counts. */
    void accepted(long accountId, long noticeId, Instant acceptedAt);

    /** No accepted delivery of the reminder is left: all that were accepted have bounced. */
    void bounced(long accountId, long noticeId);
}
