package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A resource as the API shows it. */
@Schema(name = "Resource")
record ResourceJson(
        @Schema(example = "10023") String id,
        @Schema(example = "10001") String accountId,
        @Schema(example = "warehouse") String name,

        @Schema(example = "dws:cn-north-4:10001:cluster/warehouse")
        String resourceName,

        @Schema(example = "dws") String productCode,
        @Schema(example = "cn-north-4") String region,
        BillingMode billingMode,
        @Nullable @Schema(example = "2026-12-31T16:00:00Z") Instant expiresAt,
        Phase phase,

        @Schema(example = "Frozen", description = "What pages call the phase.")
        String label,

        Instant phaseSince,

        @Nullable @Schema(description = "Null where nothing is due to change.")
        Next next,

        PolicyRef policy,

        @Nullable @Schema(description = "Why its release is withheld, or null.")
        String releaseWithheld,

        @Nullable Instant scheduledReleaseAt,

        @Schema(description = "Whether use is to be charged.")
        boolean charging,

        AutoRenew autoRenew,
        Instant registeredAt) {

    /** The next phase and when it begins. */
    @Schema(name = "NextPhase")
    record Next(Phase phase, Instant at) {}

    /** The policy version it follows. */
    record PolicyRef(
            @Schema(example = "dws-pay-as-you-go") String code,
            @Schema(example = "1") int version) {}

    /** Its standing order to renew. */
    record AutoRenew(
            boolean enabled,
            @Nullable @Schema(example = "P1M") String period,
            @Nullable @Schema(example = "100.00") String price) {}

    static ResourceJson of(ResourceView view) {
        Resource resource = view.resource();
        var next = view.next();
        var renewal = resource.autoRenewal();
        return new ResourceJson(
                Texts.id(resource.id()),
                Texts.id(resource.accountId()),
                resource.name(),
                resource.resourceName(),
                resource.productCode(),
                resource.region(),
                resource.billingMode(),
                resource.expiresAt(),
                resource.phase(),
                view.label(),
                resource.phaseSince(),
                next == null ? null : new Next(next.phase(), next.at()),
                new PolicyRef(view.policy().code(), view.policy().version()),
                view.withheld(),
                resource.scheduledReleaseAt(),
                view.charging(),
                renewal == null
                        ? new AutoRenew(false, null, null)
                        : new AutoRenew(true, renewal.period().toString(), Texts.amount(renewal.price())),
                resource.registeredAt());
    }
}
