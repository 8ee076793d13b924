package io.tideover.portal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

/** 429: what one key may call in a second. */
class CallLimitTests {

    private final AtomicLong nanos = new AtomicLong();
    private final CallLimit limit = new CallLimit(new CallSettings(2), new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    });

    @Test
    void refusesTheCallThatIsOneTooManyAndSaysWhenToTryAgain() {
        limit.count(7);
        limit.count(7);

        assertThatThrownBy(() -> limit.count(7)).isInstanceOfSatisfying(ApiRefusal.class, refusal -> {
            assertThat(refusal.problem().status()).isEqualTo(429);
            assertThat(refusal.headers().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
        });
    }

    @Test
    void countsEachKeyByItself() {
        limit.count(7);
        limit.count(7);
        limit.count(8);
    }

    @Test
    void letsCallsThroughAgainAsTimePasses() {
        limit.count(7);
        limit.count(7);
        nanos.addAndGet(Duration.ofMillis(500).toNanos());
        limit.count(7);
        assertThatThrownBy(() -> limit.count(7)).isInstanceOf(ApiRefusal.class);
    }
}
