package io.tideover.message.delivery;

/** Where a delivery stands (D2). */
public enum DeliveryStatus {
    PENDING(true),
    SENDING(true),
    /** The mail server or Twilio took it. */
    ACCEPTED(false),
    /** The provider reports that it arrived. */
    DELIVERED(false),
    /** The provider reports that it did not arrive. */
    BOUNCED(false),
    RETRY(true),
    DEAD(false),
    /** A newer notice says it, its arrears spell ended before it was sent, or its address was given up. */
    SUPERSEDED(false);

    private final boolean open;

    DeliveryStatus(boolean open) {
        this.open = open;
    }

    /** Whether something is left to be tried. */
    public boolean isOpen() {
        return open;
    }
}
