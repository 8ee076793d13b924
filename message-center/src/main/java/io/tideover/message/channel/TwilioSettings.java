package io.tideover.message.channel;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The SMS provider. Text messages go to the outbox until the first three are set.
 *
 * @param accountSid the account at Twilio
 * @param authToken its secret; it also signs the provider's reports
 * @param from the number messages come from, or the SID of a messaging service (it begins with MG)
 * @param baseUrl where Twilio is; default its own address. Point it at a stand-in for tests
 * @param timeout how long Twilio may take to answer; default 30s, from 100ms to 2m
 */
@ConfigurationProperties("tideover.twilio")
public record TwilioSettings(
        @Nullable String accountSid,
        @Nullable String authToken,
        @Nullable String from,
        @Nullable URI baseUrl,
        @DefaultValue("30s") Duration timeout) {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    public TwilioSettings {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "tideover.twilio.timeout must be from %s to %s, not %s".formatted(SHORTEST, LONGEST, timeout));
        }
    }

    public boolean isConfigured() {
        return isGiven(accountSid) && isGiven(authToken) && isGiven(from);
    }

    private static boolean isGiven(@Nullable String value) {
        return value != null && !value.isBlank();
    }

    @Override
    public String toString() {
        return "TwilioSettings[accountSid=" + accountSid + ", from=" + from + ", baseUrl=" + baseUrl + "]";
    }
}
