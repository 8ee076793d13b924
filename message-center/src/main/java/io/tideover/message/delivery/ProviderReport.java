package io.tideover.message.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says became of a message that it had accepted.
 *
 * @param providerId by what it names the message
 * @param delivered whether it arrived; otherwise it bounced
 * @param error the provider's words, or null
 * @param badAddress whether nothing more should be sent to the address
 */
record ProviderReport(
        String provider,
        String providerId,
        boolean delivered,
        @Nullable String error,
        boolean badAddress) {}
