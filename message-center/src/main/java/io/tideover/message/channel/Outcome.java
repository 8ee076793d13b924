package io.tideover.message.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a provider said to one message. */
public sealed interface Outcome {

    /**
     * It was taken.
     *
     * @param providerId by what the provider will name it in its reports, or null
     */
    record Accepted(@Nullable String providerId) implements Outcome {}

    /**
     * It was not taken now and may be later.
     *
     * @param retryAfter how long the provider asks to wait, or null
     */
    record Postponed(String error, @Nullable Duration retryAfter) implements Outcome {}

    /**
     * It will never be taken.
     *
     * @param badAddress whether that is because of the address, which nothing more should be sent to
     */
    record Refused(String error, boolean badAddress) implements Outcome {}
}
