package io.tideover.message.delivery;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.UninterruptibleBlockingStrategy;
import io.tideover.message.catalog.ChannelKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How much each provider is handed in a second by this node (D8). */
final class SendLimits {

    private final Map<ChannelKind, Integer> perSecond = new EnumMap<>(ChannelKind.class);
    private final Map<ChannelKind, Bucket> buckets = new EnumMap<>(ChannelKind.class);
    private final UninterruptibleBlockingStrategy waiting;

    SendLimits(DeliverySettings settings) {
        this(settings, TimeMeter.SYSTEM_NANOTIME, UninterruptibleBlockingStrategy.PARKING);
    }

    SendLimits(DeliverySettings settings, TimeMeter meter, UninterruptibleBlockingStrategy waiting) {
        this.waiting = waiting;
        for (ChannelKind kind : ChannelKind.values()) {
            int most = switch (kind) {
                case EMAIL -> settings.mailsPerSecond();
                case SMS -> settings.smsPerSecond();
            };
            perSecond.put(kind, most);
            buckets.put(
                    kind,
                    Bucket.builder()
                            .addLimit(limit -> limit.capacity(most).refillGreedy(most, Duration.ofSeconds(1)))
                            .withCustomTimePrecision(meter)
                            .build());
        }
    }

    /** How many a provider is handed at once, and in a second. */
    int perSecond(ChannelKind kind) {
        return Objects.requireNonNull(perSecond.get(kind));
    }

    /** Waits until so many more may be handed over; false, and at once, where that would take longer than it may. */
    boolean await(ChannelKind kind, int count, Duration atMost) {
        return Objects.requireNonNull(buckets.get(kind)).asBlocking().tryConsumeUninterruptibly(count, atMost, waiting);
    }
}
