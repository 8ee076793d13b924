package io.tideover.lifecycle.account;

import java.time.Instant;

/** The one port through which "now" is read (T1). Microseconds. */
public interface AccountClock {

    /** The clock id of accounts that live by the wall clock. */
    long WALL = 0;

    /** The wall clock's now, or a test clock's. */
    Instant now(long clockId);
}
