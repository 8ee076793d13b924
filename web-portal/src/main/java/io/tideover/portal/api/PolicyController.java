package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.PolicyDocument;
import io.tideover.lifecycle.engine.PolicyVersions;
import io.tideover.lifecycle.engine.PolicyVersions.Day;
import io.tideover.lifecycle.engine.PolicyVersions.Preview;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.security.ApiScope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Policies as data: their versions, and what a draft would do. */
@RestController
@RequestMapping(path = "/api/v1/policies", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Policies")
class PolicyController {

    @Schema(name = "PreviewDay")
    record DayJson(
            @Schema(description = "Days from now, from 1.") int day,

            @Schema(description = "Resources by phase under the policy in force.")
            Map<Phase, Long> today,

            @Schema(description = "Resources by phase under the draft.")
            Map<Phase, Long> draft,

            @Schema(description = "Resources that are in another phase under the draft.")
            long moved) {

        static DayJson of(Day day) {
            return new DayJson(day.day(), day.today(), day.draft(), day.moved());
        }
    }

    @Schema(name = "Preview")
    record PreviewJson(
            long resources,

            @Schema(description = "Resources whose phase differs on at least one day.")
            long moved,

            List<DayJson> days) {

        static PreviewJson of(Preview preview) {
            return new PreviewJson(
                    preview.resources(),
                    preview.moved(),
                    preview.days().stream().map(DayJson::of).toList());
        }
    }

    private final PolicyVersions versions;

    PolicyController(PolicyVersions versions) {
        this.versions = versions;
    }

    @Operation(summary = "The newest version of every policy")
    @GetMapping
    @Scoped(ApiScope.POLICIES_READ)
    Listing<PolicyDocument> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return Listing.of(Inputs.slice(versions.newest(), limit, cursor), PolicyDocument::of);
    }

    @Operation(
            summary = "Add a version, or a new policy",
            description =
                    "It applies to episodes whose clock starts from its `activeFrom` on; without one, from now on.")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(value = ApiScope.POLICIES_WRITE, providerWide = true)
    PolicyDocument add(@RequestBody PolicyDocument body) {
        return PolicyDocument.of(versions.add(PolicyDrafts.checked(body, body.code()), Caller.name()));
    }

    @Operation(summary = "A policy's versions, newest first")
    @GetMapping("/{code}/versions")
    @Scoped(ApiScope.POLICIES_READ)
    Listing<PolicyDocument> versions(
            @PathVariable String code,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Page<PolicyDocument> page = Inputs.slice(
                versions.versions(code).stream().map(PolicyDocument::of).toList(), limit, cursor);
        return Listing.of(page, version -> version);
    }

    @Operation(
            summary = "What a draft would do",
            description = "How many resources would be in which phase on each of the next 30 days, beside the policy in"
                    + " force. Stores nothing.")
    @PostMapping(path = "/{code}/preview", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(value = ApiScope.POLICIES_READ, providerWide = true)
    PreviewJson preview(@PathVariable String code, @RequestBody PolicyDocument body) {
        return PreviewJson.of(versions.preview(PolicyDrafts.checked(body, code)));
    }
}
