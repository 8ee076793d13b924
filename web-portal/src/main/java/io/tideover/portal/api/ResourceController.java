package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Resources.Filter;
import io.tideover.lifecycle.engine.Resources.TransitionView;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.TransitionReason;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Resources: registering them, what may be done to them, and how they stand. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Resources")
class ResourceController {

    record NewResource(
            @Schema(example = "warehouse") @Nullable String name,
            @Schema(example = "dws") @Nullable String productCode,
            @Schema(example = "cn-north-4") @Nullable String region,
            @Nullable BillingMode billingMode,

            @Schema(example = "2026-12-31T16:00:00Z") @Nullable
            Instant expiresAt) {}

    @Schema(name = "Transition")
    record TransitionJson(
            @Nullable @Schema(description = "Null on registration.")
            Phase from,

            Phase to,

            @Schema(description = "The instant it fell due.")
            Instant effectiveAt,

            @Schema(description = "When it was stored.") Instant recordedAt,
            TransitionReason reason,
            @Nullable String detail,
            int episode) {

        static TransitionJson of(TransitionView view) {
            return new TransitionJson(
                    view.from(),
                    view.to(),
                    view.effectiveAt(),
                    view.recordedAt(),
                    view.reason(),
                    view.detail(),
                    view.episode());
        }
    }

    record NewRenewal(
            @Schema(example = "P1M") @Nullable String period,
            @Schema(example = "100.00") @Nullable String price) {}

    record Extension(
            @Schema(example = "7") @Nullable Integer days,

            @Schema(example = "Payment is under way") @Nullable
            String reason) {}

    record Why(
            @Schema(example = "Data is being moved") @Nullable
            String reason) {}

    record Schedule(
            @Schema(example = "2026-03-01T00:00:00Z") @Nullable
            Instant at) {}

    record AutoRenewal(
            @Nullable Boolean enabled,
            @Schema(example = "P1M") @Nullable String period,
            @Schema(example = "100.00") @Nullable String price) {}

    record ChangeOver(
            @Nullable BillingMode billingMode,

            @Schema(example = "2026-12-31T16:00:00Z") @Nullable
            Instant expiresAt,

            @Schema(example = "900.00") @Nullable String price) {}

    private final Resources resources;

    ResourceController(Resources resources) {
        this.resources = resources;
    }

    @Operation(summary = "Register a resource", description = "Refused while the account is in arrears.")
    @PostMapping(path = "/accounts/{accountId}/resources", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.RESOURCES_WRITE)
    ResourceJson register(@PathVariable long accountId, @RequestBody NewResource body) {
        return ResourceJson.of(resources.register(
                accountId, body.name(), body.productCode(), body.region(), body.billingMode(), body.expiresAt()));
    }

    @Operation(summary = "An account's resources")
    @GetMapping("/accounts/{accountId}/resources")
    @Scoped(ApiScope.RESOURCES_READ)
    Listing<ResourceJson> list(
            @PathVariable long accountId,
            @RequestParam(required = false) @Schema(implementation = Phase.class) @Nullable String phase,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return Listing.of(
                resources.list(
                        accountId,
                        new Filter(Inputs.constant("phase", Phase.class, phase), null, null),
                        Page.limit(limit),
                        cursor),
                ResourceJson::of);
    }

    @Operation(summary = "A resource")
    @GetMapping("/resources/{resourceId}")
    @Scoped(ApiScope.RESOURCES_READ)
    ResourceJson get(@PathVariable long resourceId) {
        return ResourceJson.of(resources.get(resourceId));
    }

    @Operation(summary = "A resource's transitions, oldest first")
    @GetMapping("/resources/{resourceId}/transitions")
    @Scoped(ApiScope.RESOURCES_READ)
    Listing<TransitionJson> transitions(
            @PathVariable long resourceId,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        resources.accountOf(resourceId);
        return Listing.of(Inputs.slice(resources.transitions(resourceId), limit, cursor), TransitionJson::of);
    }

    @Operation(
            summary = "Renew a subscription or package",
            description = "From its old end, however late. A period that is too short is refused with the shortest that"
                    + " would do, in `minimumPeriod`.")
    @PostMapping(path = "/resources/{resourceId}/renewals", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.RESOURCES_WRITE)
    @MovesMoney
    ResourceJson renew(@PathVariable long resourceId, @RequestBody NewRenewal body) {
        return ResourceJson.of(resources.renew(resourceId, body.period(), body.price()));
    }

    @Operation(summary = "Extend the running GRACE or RETENTION")
    @PostMapping(path = "/resources/{resourceId}/extensions", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.OPERATIONS)
    ResourceJson extend(@PathVariable long resourceId, @RequestBody Extension body) {
        return ResourceJson.of(resources.extend(resourceId, body.days(), body.reason(), Caller.name()));
    }

    @Operation(summary = "Hold: withhold its release")
    @PostMapping(path = "/resources/{resourceId}/holds", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.OPERATIONS)
    ResourceJson hold(@PathVariable long resourceId, @RequestBody Why body) {
        return ResourceJson.of(resources.hold(resourceId, body.reason(), Caller.name()));
    }

    @Operation(summary = "Lift the hold")
    @DeleteMapping("/resources/{resourceId}/holds")
    @Scoped(ApiScope.OPERATIONS)
    ResourceJson liftHold(@PathVariable long resourceId) {
        return ResourceJson.of(resources.liftHold(resourceId));
    }

    @Operation(summary = "Schedule the release of an open-ended RETENTION")
    @PostMapping(path = "/resources/{resourceId}/scheduled-release", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.OPERATIONS)
    ResourceJson schedule(@PathVariable long resourceId, @RequestBody Schedule body) {
        return ResourceJson.of(resources.scheduleRelease(resourceId, body.at()));
    }

    @Operation(summary = "Cancel the scheduled release")
    @DeleteMapping("/resources/{resourceId}/scheduled-release")
    @Scoped(ApiScope.OPERATIONS)
    ResourceJson cancelSchedule(@PathVariable long resourceId) {
        return ResourceJson.of(resources.cancelScheduledRelease(resourceId));
    }

    @Operation(summary = "Release a withheld resource by hand")
    @PostMapping(path = "/resources/{resourceId}/release", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.OPERATIONS)
    ResourceJson release(@PathVariable long resourceId, @RequestBody Why body) {
        return ResourceJson.of(resources.releaseByHand(resourceId, body.reason()));
    }

    @Operation(summary = "Set or stop auto-renewal of a subscription")
    @PutMapping(path = "/resources/{resourceId}/auto-renew", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.RESOURCES_WRITE)
    ResourceJson autoRenew(@PathVariable long resourceId, @RequestBody AutoRenewal body) {
        return ResourceJson.of(
                Inputs.required("enabled", body.enabled())
                        ? resources.autoRenew(resourceId, body.period(), body.price())
                        : resources.stopAutoRenewal(resourceId));
    }

    @Operation(summary = "Change a pay-as-you-go resource over to a subscription or package, for a price")
    @PostMapping(path = "/resources/{resourceId}/billing-mode", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.RESOURCES_WRITE)
    @MovesMoney
    ResourceJson changeOver(@PathVariable long resourceId, @RequestBody ChangeOver body) {
        return ResourceJson.of(
                resources.changeBillingMode(resourceId, body.billingMode(), body.expiresAt(), body.price()));
    }

    @Operation(summary = "Delete a resource", description = "In ACTIVE or GRACE.")
    @DeleteMapping("/resources/{resourceId}")
    @Scoped(ApiScope.RESOURCES_WRITE)
    ResourceJson delete(@PathVariable long resourceId) {
        return ResourceJson.of(resources.delete(resourceId));
    }
}
