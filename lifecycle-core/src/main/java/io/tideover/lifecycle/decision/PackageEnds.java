package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;

/** R3: at its end a package becomes pay-as-you-go; the phase stays ACTIVE, and the account is told what follows. */
final class PackageEnds implements Rule {

    @Override
    public void apply(Run run, Instant at) {
        for (Resource resource : run.state().resources()) {
            if (isPackage(resource) && !resource.requireExpiresAt().isAfter(at)) {
                Instant end = resource.requireExpiresAt();
                resource.becomePayAsYouGo(end);
                run.notices().shared(Stage.PACKAGE_EXPIRED, end, "expiry").about(resource);
            }
        }
    }

    @Override
    public Instant next(AccountState state, Resource resource, Run run) {
        return isPackage(resource) ? resource.requireExpiresAt() : NEVER;
    }

    private static boolean isPackage(Resource resource) {
        return resource.billingMode() == BillingMode.PACKAGE && !resource.isReleased();
    }
}
