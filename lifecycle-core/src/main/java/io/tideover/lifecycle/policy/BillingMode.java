package io.tideover.lifecycle.policy;

/** How a resource is paid for. */
public enum BillingMode {
    /** Prepaid; yearly/monthly. */
    SUBSCRIPTION,
    /** Postpaid; pay-per-use. */
    PAY_AS_YOU_GO,
    /** Discount package; becomes pay-as-you-go when it ends (R3). */
    PACKAGE
}
