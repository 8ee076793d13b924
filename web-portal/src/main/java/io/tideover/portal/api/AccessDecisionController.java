package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.access.AccessDecision;
import io.tideover.lifecycle.access.AccessDecisions;
import io.tideover.lifecycle.access.AccessDecisions.Question;
import io.tideover.lifecycle.access.AccessDecisions.Subject;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Whether an operation is allowed (A1 to A4), for product services. */
@RestController
@RequestMapping(path = "/api/v1/access-decisions", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Access decisions")
class AccessDecisionController {

    /** What is asked: about one of a resource's name, a resource's id and an account. */
    @Schema(name = "AccessQuestion")
    record Ask(
            @Schema(example = "dws:cn-north-4:10001:cluster/warehouse") @Nullable
            String resourceName,

            @Nullable String resourceId,
            @Nullable String accountId,
            @Nullable Operation operation) {

        Question question(String field) {
            if (Stream.of(resourceName, resourceId, accountId)
                            .filter(each -> each != null)
                            .count()
                    != 1) {
                throw Refusal.invalid(field + "resourceName", "give one of resourceName, resourceId and accountId");
            }
            Operation asked = Inputs.required(field + "operation", operation);
            if (accountId != null && asked != Operation.PURCHASE) {
                throw Refusal.invalid(field + "operation", "of an account is PURCHASE; ask the others of a resource");
            }
            return new Question(subject(field), asked);
        }

        private Subject subject(String field) {
            if (resourceName != null) {
                return new Subject.ByName(resourceName);
            }
            if (resourceId != null) {
                return new Subject.ById(id(resourceId));
            }
            return new Subject.OfAccount(id(Inputs.required(field + "accountId", accountId)));
        }

        /** Ids are opaque: one that is no number is unknown, and not wrong. */
        private static long id(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return -1;
            }
        }
    }

    /** Whether it may. */
    enum Decision {
        ALLOW,
        DENY
    }

    @Schema(name = "AccessDecision")
    record DecisionJson(
            Decision decision,

            @Nullable
            @Schema(
                    example = "AllDenied",
                    allowableValues = {"AllAllowed", "PaidDenied", "AllDenied"})
            String accessMode,

            @Nullable @Schema(example = "DWS.0403") String code,
            @Nullable String message,
            @Nullable @Schema(example = "10001") String accountId,
            @Nullable Phase phase,
            @Nullable @Schema(example = "40.00") String arrears,
            @Nullable Instant deadline,
            @Nullable String remedy) {

        static DecisionJson of(AccessDecision decision) {
            return new DecisionJson(
                    decision.allowed() ? Decision.ALLOW : Decision.DENY,
                    decision.accessMode().code(),
                    decision.code(),
                    decision.message(),
                    Texts.id(decision.accountId()),
                    decision.phase(),
                    Texts.amount(decision.arrears()),
                    decision.deadline(),
                    decision.remedy());
        }

        static DecisionJson unknown() {
            return new DecisionJson(
                    Decision.DENY,
                    null,
                    "NOT_FOUND",
                    "There is no such resource or account.",
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    private static final int MOST = 500;

    private final AccessDecisions decisions;

    AccessDecisionController(AccessDecisions decisions) {
        this.decisions = decisions;
    }

    @io.swagger.v3.oas.annotations.Operation(summary = "Whether an operation is allowed")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.ACCESS_DECIDE)
    DecisionJson decide(@RequestBody Ask body) {
        return decisions
                .decide(body.question(""))
                .filter(AccessDecisionController::isVisible)
                .map(DecisionJson::of)
                .orElseThrow(() -> Refusal.notFound("resource or account"));
    }

    @io.swagger.v3.oas.annotations.Operation(
            summary = "Whether operations are allowed",
            description = "Up to 500, answered in their order; an unknown one has the code NOT_FOUND in its place.")
    @PostMapping(path = "/batch", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.ACCESS_DECIDE)
    List<DecisionJson> decideAll(@RequestBody List<@Nullable Ask> body) {
        if (body.size() > MOST) {
            throw Refusal.invalid("body", "has at most {} questions", MOST);
        }
        List<Question> questions = new ArrayList<>(body.size());
        for (Ask ask : body) {
            String field = "[" + questions.size() + "]";
            questions.add(Inputs.required(field, ask).question(field + "."));
        }
        return decisions.decideAll(questions).stream()
                .map(answer -> shown(answer.filter(AccessDecisionController::isVisible)))
                .toList();
    }

    private static DecisionJson shown(Optional<AccessDecision> answer) {
        return answer.map(DecisionJson::of).orElseGet(DecisionJson::unknown);
    }

    private static boolean isVisible(AccessDecision decision) {
        return Caller.reaches(decision.accountId());
    }
}
