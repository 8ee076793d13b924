package io.tideover.message.webhook;

import io.tideover.message.delivery.DeliveryStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event to one endpoint, and what came of the last try.
 *
 * @param type the event's code, or that of a test
 * @param attempts tries so far
 * @param attemptAt when it is tried next, on the account's clock; null once there is nothing left to try
 * @param attemptedAt when it was tried last, or null
 * @param request the body that was or will be sent
 * @param answerStatus the HTTP status answered last, or null
 * @param answer how the last answer's body began, or null
 * @param error why the last try failed, or null
 */
public record WebhookAttempt(
        long id,
        String type,
        Instant queuedAt,
        DeliveryStatus status,
        int attempts,
        @Nullable Instant attemptAt,
        @Nullable Instant attemptedAt,
        String request,
        @Nullable Integer answerStatus,
        @Nullable String answer,
        @Nullable String error) {

    /** What receivers know the message by, whichever try of it. */
    public String messageId() {
        return WebhookMessages.id(id);
    }
}
