package io.tideover.lifecycle.policy;

/** Where a resource stands in its life. What a page calls {@link #RETENTION} is the policy's label. */
public enum Phase {
    ACTIVE,
    GRACE,
    RETENTION,
    RELEASED
}
