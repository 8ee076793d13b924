package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a resource's next phase is and when it comes, if nothing is paid and nobody steps in. */
public final class Outlook {

    /** A phase and when it begins. */
    public record Step(Phase phase, Instant at) {}

    private Outlook() {}

    /** The next step, or null where nothing is due to change: an ACTIVE resource without an end, an open or withheld RETENTION. */
    public static @Nullable Step next(PolicyBook policies, Account account, Resource resource) {
        return switch (resource.phase()) {
            case ACTIVE -> {
                Instant expiresAt = resource.expiresAt();
                if (resource.billingMode() != BillingMode.SUBSCRIPTION || expiresAt == null) {
                    yield null;
                }
                boolean grace = policies.inForce(
                                resource.productCode(), BillingMode.SUBSCRIPTION, account.tier(), expiresAt)
                        .orElseThrow()
                        .hasGrace();
                yield new Step(grace ? Phase.GRACE : Phase.RETENTION, expiresAt);
            }
            case GRACE -> {
                Instant end = resource.phaseEndsAt();
                yield end == null ? null : new Step(Phase.RETENTION, end);
            }
            case RETENTION -> release(resource);
            case RELEASED -> null;
        };
    }

    /** Why a release is withheld now or will be (R5): the hold's reason, else what the guard waits for; null where it is not. */
    public static @Nullable String withheld(Resource resource) {
        return ReleaseGuard.withheld(resource);
    }

    /** When a resource is released at the earliest if a release reminder of it is accepted now (R5); null where it is not to be. */
    public static @Nullable Instant releaseIfAccepted(Resource resource, Instant now) {
        return ReleaseGuard.ifAccepted(resource, now);
    }

    private static @Nullable Step release(Resource resource) {
        Instant due = resource.releaseDueAt();
        if (due == null || resource.hold() != null) {
            return null;
        }
        Instant guarded = ReleaseGuard.earliestRelease(resource);
        if (guarded != null) {
            return new Step(Phase.RELEASED, guarded);
        }
        return resource.withheldReason() == null ? new Step(Phase.RELEASED, due) : null;
    }
}
