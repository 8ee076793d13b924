package io.tideover.message.delivery;

import io.tideover.message.catalog.ChannelKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One notice to one receiver on one channel: to whom, by what, when, how often tried, what the provider said (D12).
 *
 * @param receiver the receiver's name when it was stored
 * @param fallback to the owner because nobody chosen could be reached (M4)
 * @param queuedAt the account's now when it was stored
 * @param attemptAt when it is tried next, on the account's clock; null once there is nothing left to try
 * @param provider what took or refused it last, such as {@code smtp}, {@code twilio} or {@code outbox}
 */
public record Delivery(
        long id,
        long accountId,
        long noticeId,
        long receiverId,
        String receiver,
        ChannelKind channel,
        String address,
        boolean fallback,
        DeliveryStatus status,
        int attempts,
        Instant queuedAt,
        @Nullable Instant attemptAt,
        @Nullable String provider,
        @Nullable String lastError,
        @Nullable Instant acceptedAt) {}
