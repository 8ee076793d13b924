package io.tideover.lifecycle.billing;

/** Where money comes from or goes to. */
public enum Fund {
    CASH,
    /** The credit limit; entries count against the customer when credit is used. */
    CREDIT,
    COUPON,
    /** The card on file: money that passes through and leaves no balance. */
    CARD
}
