package io.tideover.message.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is expected of products that read the feed.
 *
 * @param acknowledgeWithin how long a product may take to acknowledge a freeze or a release before operators see it; default 1h, from 1m
 *     to 30d
 */
@ConfigurationProperties("tideover.events")
public record EventSettings(@DefaultValue("1h") Duration acknowledgeWithin) {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    public EventSettings {
        if (acknowledgeWithin.compareTo(SHORTEST) < 0 || acknowledgeWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("tideover.events.acknowledge-within must be from %s to %s, not %s"
                    .formatted(SHORTEST, LONGEST, acknowledgeWithin));
        }
    }
}
