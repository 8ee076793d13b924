package io.tideover.portal.operations;

import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Users;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Operations > Operators: who they are, inviting one by mail, and removing one, but never the last who can sign in. */
@PageController
class OperatorPages {

    /** Who is invited. */
    record OperatorForm(@Nullable String name, @Nullable String email) {}

    private static final String LIST = "/operations/operators";

    private final Users users;
    private final AuditLog audit;

    OperatorPages(Users users, AuditLog audit) {
        this.users = users;
        this.audit = audit;
    }

    @GetMapping(LIST)
    String operators(Model model) {
        List<Users.Listed> operators = users.operators();
        model.addAttribute("operators", operators);
        model.addAttribute(
                "able", operators.stream().filter(Users.Listed::accepted).count());
        return "operations/operators";
    }

    @GetMapping(LIST + "/invite")
    String invite(Visit visit, @ModelAttribute("form") OperatorForm form) {
        return visit.dialog("account/invite");
    }

    @PostMapping(LIST + "/invite")
    String invite(Visit visit, @ModelAttribute("form") OperatorForm form, Model model, RedirectAttributes redirect) {
        Problem problem = Problem.of(
                () -> invited(visit, users.invite(null, form.email(), form.name(), null, visit.locale()), redirect));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return invite(visit, form);
        }
        return "redirect:" + LIST;
    }

    @PostMapping(LIST + "/{id}/invite")
    String inviteAgain(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        invited(visit, users.inviteOperatorAgain(id), redirect);
        return "redirect:" + LIST;
    }

    @GetMapping(LIST + "/{id}/remove")
    String remove(Visit visit, @PathVariable long id, Model model) {
        model.addAttribute("user", users.operator(id));
        return visit.dialog("account/remove");
    }

    @PostMapping(LIST + "/{id}/remove")
    String remove(Visit visit, @PathVariable long id, Model model, RedirectAttributes redirect) {
        PortalUser operator = users.operator(id);
        Problem problem = Problem.of(() -> users.removeOperator(id));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return remove(visit, id, model);
        }
        audit.record(visit.user(), "OPERATOR_REMOVED", null, operator.email(), Detail.text(operator.name()));
        Done.say(redirect, "done.user-removed");
        return "redirect:" + LIST;
    }

    private void invited(Visit visit, PortalUser operator, RedirectAttributes redirect) {
        audit.record(visit.user(), "OPERATOR_INVITED", null, operator.email(), Detail.text(operator.name()));
        Done.say(redirect, "done.invited", operator.email());
    }
}
