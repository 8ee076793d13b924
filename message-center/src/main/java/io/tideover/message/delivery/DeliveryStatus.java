package io.tideover.message.delivery;

/** Where a delivery stands (D2). */
public enum DeliveryStatus {
    PENDING,
    SENDING,
    /** The mail server or Twilio took it. */
    ACCEPTED,
    /** The provider reports that it arrived. */
    DELIVERED,
    /** The provider reports that it did not arrive. */
    BOUNCED,
    RETRY,
    DEAD,
    /** A newer notice says it, its arrears spell ended before it was sent, or its address was given up. */
    SUPERSEDED
}
