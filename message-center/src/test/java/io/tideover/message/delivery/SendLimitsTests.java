package io.tideover.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.tideover.message.catalog.ChannelKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** D8: by a clock that moves on as far as somebody waits. */
class SendLimitsTests {

    private static final Duration LONG = Duration.ofMinutes(5);

    private long now;

    private final SendLimits limits = new SendLimits(
            new DeliverySettings(
                    Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(72), 50, 10),
            new TimeMeter() {
                @Override
                public long currentTimeNanos() {
                    return now;
                }

                @Override
                public boolean isWallClockBased() {
                    return false;
                }
            },
            nanos -> now += nanos);

    @Test
    void handsOverNoMoreInASecondThanItMay() {
        List<Long> handed = new ArrayList<>();
        for (int part = 0; part < 5; part++) {
            assertThat(limits.await(ChannelKind.EMAIL, limits.perSecond(ChannelKind.EMAIL), LONG))
                    .isTrue();
            handed.add(now);
        }
        assertThat(handed).containsExactly(0L, 1_000_000_000L, 2_000_000_000L, 3_000_000_000L, 4_000_000_000L);
    }

    @Test
    void countsEachProviderByItself() {
        limits.await(ChannelKind.EMAIL, 50, LONG);
        limits.await(ChannelKind.SMS, 10, LONG);
        assertThat(now).isZero();
        limits.await(ChannelKind.SMS, 5, LONG);
        assertThat(now).isEqualTo(500_000_000L);
    }

    @Test
    void doesNotWaitLongerThanItMay() {
        limits.await(ChannelKind.SMS, 10, LONG);
        assertThat(limits.await(ChannelKind.SMS, 10, Duration.ofMillis(900))).isFalse();
        assertThat(now).isZero();
        assertThat(limits.await(ChannelKind.SMS, 10, Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void savesNothingUp() {
        now = Duration.ofHours(1).toNanos();
        limits.await(ChannelKind.SMS, 10, LONG);
        limits.await(ChannelKind.SMS, 10, LONG);
        assertThat(now).isEqualTo(Duration.ofHours(1).plusSeconds(1).toNanos());
    }
}
