package io.tideover.message.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How deliveries are carried out.
 *
 * @param lease how long a worker may take for a batch before another takes it over; default 5m, from 10s to 1h
 * @param firstRetry how long after a transient fault it is tried again, doubling from then on; default 1m, from 1s to 1h (D3)
 * @param longestRetry where doubling stops; default 1h, from firstRetry to 24h
 * @param giveUpAfter how long after it was queued a delivery is tried; default 72h, from 1m to 30d
 * @param mailsPerSecond mails handed to the mail server in a second, by one node; default 50, from 1 to 10 000 (D8)
 * @param smsPerSecond messages handed to the SMS provider in a second, by one node; default 10, from 1 to 10 000
 */
@ConfigurationProperties("tideover.delivery")
public record DeliverySettings(
        @DefaultValue("5m") Duration lease,
        @DefaultValue("1m") Duration firstRetry,
        @DefaultValue("1h") Duration longestRetry,
        @DefaultValue("72h") Duration giveUpAfter,
        @DefaultValue("50") int mailsPerSecond,
        @DefaultValue("10") int smsPerSecond) {

    public DeliverySettings {
        within("lease", lease, Duration.ofSeconds(10), Duration.ofHours(1));
        within("first-retry", firstRetry, Duration.ofSeconds(1), Duration.ofHours(1));
        within("longest-retry", longestRetry, firstRetry, Duration.ofHours(24));
        within("give-up-after", giveUpAfter, Duration.ofMinutes(1), Duration.ofDays(30));
        within("mails-per-second", mailsPerSecond);
        within("sms-per-second", smsPerSecond);
    }

    /** The instants of further tries. */
    public Backoff backoff() {
        return new Backoff(firstRetry, longestRetry, giveUpAfter);
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "tideover.delivery.%s must be from %s to %s, not %s".formatted(name, least, most, value));
        }
    }

    private static void within(String name, int value) {
        if (value < 1 || value > 10_000) {
            throw new IllegalArgumentException(
                    "tideover.delivery.%s must be from 1 to 10000, not %d".formatted(name, value));
        }
    }
}
