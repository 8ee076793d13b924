package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.Policies;
import io.tideover.lifecycle.engine.PolicyDocument;
import io.tideover.lifecycle.engine.PolicyVersions;
import io.tideover.lifecycle.engine.PolicyVersions.Preview;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Operation;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.api.PolicyDrafts;
import io.tideover.portal.operations.LongWork.Kind;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import tools.jackson.databind.json.JsonMapper;

/** Operations > Policies: versions, comparing them, and a new one drafted, previewed and put in force (R9). */
@PageController
class PolicyPages {

    /** A policy of the list. */
    record Listed(Policy newest, boolean inForce) {}

    /** A preview of the list, and the policy it is of. */
    record Previewed(LongWork.Standing work, @Nullable String code) {}

    private final Policies policies;
    private final PolicyVersions versions;
    private final LongWork work;
    private final AuditLog audit;
    private final JsonMapper json;

    PolicyPages(Policies policies, PolicyVersions versions, LongWork work, AuditLog audit, JsonMapper json) {
        this.policies = policies;
        this.versions = versions;
        this.work = work;
        this.audit = audit;
        this.json = json;
    }

    @GetMapping("/operations/policies")
    String policies(Visit visit, Model model) {
        Instant now = visit.show().now();
        model.addAttribute(
                "policies",
                versions.newest().stream()
                        .map(policy -> new Listed(policy, !policy.activeFrom().isAfter(now)))
                        .toList());
        model.addAttribute(
                "previews",
                work.latest(Kind.POLICY_PREVIEW, 5).stream()
                        .map(each -> new Previewed(each, draft(each).code()))
                        .toList());
        return "operations/policies";
    }

    /**
     * A policy's versions, and two of them side by side.
     *
     * @param shown the version compared with the one before it; the newest where none is named
     */
    @GetMapping("/operations/policies/{code}")
    String policy(
            Visit visit,
            @PathVariable String code,
            @RequestParam(name = "version", required = false) @Nullable Integer shown,
            Model model) {
        List<Policy> all = versions.versions(code);
        Policy after = all.stream()
                .filter(policy -> shown != null && policy.version() == shown)
                .findFirst()
                .orElse(all.getFirst());
        Policy before = before(all, after.version());
        model.addAttribute("versions", all);
        model.addAttribute("after", after);
        model.addAttribute("before", before);
        model.addAttribute(
                "current",
                all.stream()
                        .filter(policy ->
                                !policy.activeFrom().isAfter(visit.show().now()))
                        .findFirst()
                        .orElse(null));
        model.addAttribute("comparison", PolicyComparison.of(before, after, visit.show()));
        return "operations/policy";
    }

    /** An empty form, the next version of a policy, or the draft of a preview to be changed. */
    @GetMapping("/operations/policies/new")
    String draft(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable Long preview,
            Model model) {
        if (preview != null) {
            return form(PolicyForm.again(draft(work.get(Kind.POLICY_PREVIEW, preview))), model);
        }
        return form(
                from == null
                        ? PolicyForm.NEW
                        : PolicyForm.from(
                                PolicyDocument.of(versions.versions(from).getFirst())),
                model);
    }

    @PostMapping("/operations/policies/preview")
    String preview(Visit visit, @ModelAttribute("form") PolicyForm form, Model model) {
        AtomicLong begun = new AtomicLong();
        Problem problem = Problem.of(() -> {
            PolicyDocument draft = checked(form);
            begun.set(work.begin(Kind.POLICY_PREVIEW, visit.user(), json.writeValueAsString(draft), steps -> {
                long total = versions.accounts(draft);
                steps.at(0, total);
                return json.writeValueAsString(versions.preview(draft, done -> steps.at(done, Math.max(done, total))));
            }));
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            return form(form, model);
        }
        return "redirect:/operations/policies/previews/" + begun.get();
    }

    @GetMapping("/operations/policies/previews/{id}")
    String preview(Visit visit, @PathVariable long id, Model model, HttpServletResponse response) {
        LongWork.Standing standing = work.get(Kind.POLICY_PREVIEW, id);
        model.addAttribute("standing", standing);
        if (visit.part()) {
            if (!standing.isGoingOn()) {
                response.setHeader("HX-Refresh", "true");
            }
            return "operations/progress :: progress";
        }
        PolicyDocument document = draft(standing);
        Policy draft = versions.draft(document);
        Policy last = versions.newest().stream()
                .filter(policy -> policy.code().equals(draft.code()))
                .findFirst()
                .orElse(null);
        model.addAttribute("form", PolicyForm.again(document));
        model.addAttribute("draft", draft);
        model.addAttribute("last", last);
        model.addAttribute("comparison", PolicyComparison.of(last, draft, visit.show()));
        if (standing.result() != null) {
            Preview preview = json.readValue(standing.result(), Preview.class);
            model.addAttribute("preview", preview);
            model.addAttribute("chart", PreviewChart.of(preview.days()));
            model.addAttribute(
                    "firstMove",
                    preview.days().stream()
                            .filter(day -> day.moved() > 0)
                            .findFirst()
                            .orElse(null));
        }
        return "operations/preview";
    }

    @PostMapping("/operations/policies/new")
    String activate(Visit visit, @ModelAttribute("form") PolicyForm form, Model model, RedirectAttributes redirect) {
        AtomicReference<Policy> added = new AtomicReference<>();
        Problem problem = Problem.of(
                () -> added.set(versions.add(checked(form), visit.user().email())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return form(form, model);
        }
        Policy policy = Objects.requireNonNull(added.get());
        audit.record(
                visit.user(),
                "POLICY_ADDED",
                null,
                policy.code(),
                Detail.words(
                        "audit.detail.policy",
                        Integer.toString(policy.version()),
                        visit.show().exact(policy.activeFrom())));
        Done.say(redirect, "done.policy", policy.code(), Integer.toString(policy.version()));
        redirect.addAttribute("code", policy.code());
        return "redirect:/operations/policies/{code}";
    }

    private String form(PolicyForm form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("modes", List.of(BillingMode.values()));
        model.addAttribute("operations", List.of(Operation.values()));
        model.addAttribute("productCodes", policies.products());
        return "operations/policy-form";
    }

    private PolicyDocument draft(LongWork.Standing standing) {
        return json.readValue(standing.request(), PolicyDocument.class);
    }

    private PolicyDocument checked(PolicyForm form) {
        PolicyDocument document = form.document();
        Refusal.ofAll(() -> PolicyDrafts.checked(document, document.code()), () -> versions.draft(document));
        PolicyDocument checked = PolicyDrafts.checked(document, document.code());
        versions.draft(checked);
        return checked;
    }

    private static @Nullable Policy before(List<Policy> all, int version) {
        return all.stream()
                .filter(policy -> policy.version() < version)
                .findFirst()
                .orElse(null);
    }
}
