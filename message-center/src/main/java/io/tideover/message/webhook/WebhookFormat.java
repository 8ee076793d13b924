package io.tideover.message.webhook;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an event is put into the body of a webhook's message. A bean of this type is one more format to choose wherever webhooks are made;
 * nothing else has to be told of it.
 */
public interface WebhookFormat {

    /** The format that is used where none is chosen. */
    String STANDARD = "STANDARD";

    /**
     * What there is to say.
     *
     * @param type an event's code, or {@code webhook.test}
     * @param at the instant it fell due
     */
    record Said(String type, Instant at, Map<String, ? extends @Nullable Object> data) {}

    /** What the format is stored and chosen by: 1 to 16 capital letters. */
    String code();

    /** The body, to be written as JSON. */
    Map<String, Object> body(Said said);
}
