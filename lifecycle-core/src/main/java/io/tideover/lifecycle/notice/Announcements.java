package io.tideover.lifecycle.notice;

import java.util.List;

/**
 * Where whole batches of what happened go, inside the transaction that made it happen. Owned by the lifecycle; the message center
 * stores notices, deliveries and events there (D1).
 */
public interface Announcements {

    /** Stores all of it, or throws and so undoes what was announced. Called at most once in a transaction for an account. */
    void announce(List<Announcement> batch);
}
