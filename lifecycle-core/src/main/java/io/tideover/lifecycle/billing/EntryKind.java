package io.tideover.lifecycle.billing;

/** Why money moved. */
public enum EntryKind {
    TOP_UP,
    COUPON_GRANTED,
    COUPON_ENDED,
    BILL_PAYMENT,
    RENEWAL,
    CHANGE_OVER,
    CREDIT_REPAID,
    CORRECTION,
    REFUND
}
