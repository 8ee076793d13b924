package io.tideover.portal.api;

import io.tideover.scheduler.sweep.Work;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Forgets idempotency keys once nobody may come back with them: after 7 days. */
@Component
class IdempotencyHousekeeping implements Work.Housekeeping {

    private static final Duration KEPT = Duration.ofDays(7);

    private final IdempotencyKeys keys;

    IdempotencyHousekeeping(IdempotencyKeys keys) {
        this.keys = keys;
    }

    @Override
    public void clearUp(Instant now) {
        keys.purge(now.minus(KEPT));
    }
}
