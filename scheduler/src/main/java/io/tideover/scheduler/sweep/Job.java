package io.tideover.scheduler.sweep;

/** The jobs there are. */
public enum Job {
    LIFECYCLE_SWEEP,
    DELIVERY,
    WEBHOOKS,
    RECONCILIATION,
    HOUSEKEEPING
}
