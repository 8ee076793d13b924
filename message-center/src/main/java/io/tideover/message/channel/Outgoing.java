package io.tideover.message.channel;

import org.jspecify.annotations.Nullable;

/** A message as it leaves: finished, addressed to one receiver. */
public sealed interface Outgoing {

    long accountId();

    long deliveryId();

    /** The receiver's address. */
    String to();

    /**
     * A mail.
     *
     * @param toName the receiver's name; it is encoded, so that it cannot be taken for a header
     * @param language tag of the language it is written in
     * @param calendar an iCalendar file to go with it, or null
     */
    record Mail(
            long accountId,
            long deliveryId,
            String to,
            String toName,
            String subject,
            String text,
            String html,
            String language,
            byte @Nullable [] calendar)
            implements Outgoing {}

    /** A text message. */
    record Text(long accountId, long deliveryId, String to, String body) implements Outgoing {}
}
