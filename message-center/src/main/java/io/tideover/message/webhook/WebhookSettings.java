package io.tideover.message.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How webhooks are sent.
 *
 * @param allowPrivateAddresses whether endpoints may be at loopback, link-local, private and other special addresses, and speak plain
 *     http; default false. For trials and for receivers in the provider's own network
 * @param timeout how long an endpoint may take for its whole answer; default 10s, from 1s to 30s
 * @param secretKey 16 or 32 bytes in base64 under which the endpoints' secrets are kept in the database; they are kept as they are
 *     where it is not set
 */
@ConfigurationProperties("tideover.webhooks")
public record WebhookSettings(
        @DefaultValue("false") boolean allowPrivateAddresses,
        @DefaultValue("10s") Duration timeout,
        @Nullable String secretKey) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    public WebhookSettings {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "tideover.webhooks.timeout must be from %s to %s, not %s".formatted(SHORTEST, LONGEST, timeout));
        }
    }

    @Override
    public String toString() {
        return "WebhookSettings[allowPrivateAddresses=" + allowPrivateAddresses + ", timeout=" + timeout + "]";
    }
}
