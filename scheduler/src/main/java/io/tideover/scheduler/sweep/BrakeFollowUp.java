package io.tideover.scheduler.sweep;

import io.tideover.lifecycle.engine.Brake;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Goes on where accounts still wait for a brake that has let go (R13): a node died over waking them, or a sweep crossed it. */
@Component
class BrakeFollowUp implements Work.Housekeeping {

    private final Brake brake;

    BrakeFollowUp(Brake brake) {
        this.brake = brake;
    }

    @Override
    public void clearUp(Instant now) {
        brake.wakeWaiting();
    }
}
