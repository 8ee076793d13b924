package io.tideover.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackoffTests {

    private static final Instant NOW = Instant.parse("2026-01-06T00:00:00Z");
    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(72));

    @Test
    @DisplayName("D3: one minute doubling to one hour, give or take a fifth")
    void doublesWithJitter() {
        assertThat(BACKOFF.next(NOW, NOW, 1, null, () -> 0.5)).contains(NOW.plusSeconds(60));
        assertThat(BACKOFF.next(NOW, NOW, 1, null, () -> 0)).contains(NOW.plusSeconds(48));
        assertThat(BACKOFF.next(NOW, NOW, 1, null, () -> 1)).contains(NOW.plusSeconds(72));
        assertThat(BACKOFF.next(NOW, NOW, 6, null, () -> 0.5)).contains(NOW.plusSeconds(32 * 60));
        assertThat(BACKOFF.next(NOW, NOW, 7, null, () -> 0.5)).contains(NOW.plusSeconds(3600));
        assertThat(BACKOFF.next(NOW, NOW, 1000, null, () -> 0.5)).contains(NOW.plusSeconds(3600));
    }

    @Test
    @DisplayName("D3: for 72 hours, and not before the provider wants it")
    void givesUpAndHonoursRetryAfter() {
        Instant late = NOW.plus(Duration.ofHours(71));
        assertThat(BACKOFF.next(NOW, late, 80, null, () -> 0.5)).contains(NOW.plus(Duration.ofHours(72)));
        assertThat(BACKOFF.next(NOW, late.plusSeconds(1), 80, null, () -> 0.5)).isEmpty();
        assertThat(BACKOFF.next(NOW, NOW, 1, Duration.ofMinutes(10), () -> 0.5)).contains(NOW.plusSeconds(600));
        assertThat(BACKOFF.next(NOW, NOW, 1, Duration.ofSeconds(1), () -> 0.5)).contains(NOW.plusSeconds(60));
        assertThat(BACKOFF.next(NOW, NOW, 1, Duration.ofHours(73), () -> 0.5)).isEmpty();
    }
}
