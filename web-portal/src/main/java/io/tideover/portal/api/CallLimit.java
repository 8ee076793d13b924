package io.tideover.portal.api;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Keeps one key from taking a node away from the others: a bucket of calls for each, filled evenly. */
@Component
class CallLimit {

    /** Keys that have not been seen for so long have a full bucket anyway. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(1);

    private final LoadingCache<Long, Bucket> buckets;

    @Autowired
    CallLimit(CallSettings settings) {
        this(settings, TimeMeter.SYSTEM_MILLISECONDS);
    }

    CallLimit(CallSettings settings, TimeMeter time) {
        int calls = settings.callsPerSecond();
        buckets = Caffeine.newBuilder()
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build(key -> Bucket.builder()
                        .withCustomTimePrecision(time)
                        .addLimit(limit -> limit.capacity(calls).refillGreedy(calls, Duration.ofSeconds(1)))
                        .build());
    }

    /** @throws ApiRefusal 429, saying when to try again */
    void count(long keyId) {
        ConsumptionProbe probe = buckets.get(keyId).tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            HttpHeaders headers = new HttpHeaders();
            headers.set(
                    HttpHeaders.RETRY_AFTER, Problems.wholeSeconds(Duration.ofNanos(probe.getNanosToWaitForRefill())));
            throw new ApiRefusal(
                    HttpStatus.TOO_MANY_REQUESTS.value(),
                    "TOO_MANY_REQUESTS",
                    "The key makes more calls than it may in a second.",
                    headers);
        }
    }
}
