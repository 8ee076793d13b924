package io.tideover.scheduler.sweep;

import io.tideover.lifecycle.engine.PolicyVersions;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Goes on where a node died between adding a policy's version and having what is scheduled already looked at again. */
@Component
class PolicyFollowUp implements Work.Housekeeping {

    private final PolicyVersions versions;

    PolicyFollowUp(PolicyVersions versions) {
        this.versions = versions;
    }

    @Override
    public void clearUp(Instant now) {
        versions.followUp();
    }
}
