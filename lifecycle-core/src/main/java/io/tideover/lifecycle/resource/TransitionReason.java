package io.tideover.lifecycle.resource;

/** Why a resource changed its phase. */
public enum TransitionReason {
    REGISTERED,
    ARREARS,
    EXPIRED,
    GRACE_ENDED,
    RETENTION_ENDED,
    SCHEDULED_RELEASE,
    RELEASED_BY_OPERATOR,
    DELETED_BY_CUSTOMER,
    ARREARS_SETTLED,
    RENEWED
}
