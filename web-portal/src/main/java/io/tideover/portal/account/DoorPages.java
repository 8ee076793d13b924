package io.tideover.portal.account;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Users;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The way in: the start page, the sign-in form, and the links that make a user. */
@PageController
class DoorPages {

    /** What a form that sets a password holds; the password itself is never shown again. */
    record NewUserForm(
            @Nullable String name,
            @Nullable String email,
            @Nullable String password,
            @Nullable String again) {}

    private final Users users;
    private final Accounts accounts;
    private final AuditLog audit;
    private final boolean demo;
    private final String supportUrl;

    DoorPages(
            Users users,
            Accounts accounts,
            AuditLog audit,
            Environment environment,
            @Value("${tideover.support-url:}") String supportUrl) {
        this.users = users;
        this.accounts = accounts;
        this.audit = audit;
        this.demo = environment.acceptsProfiles(Profiles.of("demo"));
        this.supportUrl = supportUrl;
    }

    @GetMapping("/")
    String start(Visit visit) {
        return visit.account() == null ? "redirect:/operations" : "redirect:/billing/overview";
    }

    @GetMapping("/sign-in")
    String signIn(
            @RequestParam(required = false) @Nullable String out,
            @RequestParam(required = false) @Nullable String ended,
            Model model) {
        model.addAttribute("out", out != null);
        model.addAttribute("ended", ended != null);
        return form("", model);
    }

    /** What a failed sign-in is forwarded to. */
    @PostMapping("/sign-in/again")
    String again(
            @RequestParam(defaultValue = "") String email,
            @RequestAttribute(required = false) @Nullable Boolean blocked,
            Model model) {
        model.addAttribute("failed", true);
        model.addAttribute("blocked", Boolean.TRUE.equals(blocked));
        return form(email, model);
    }

    /** Where support is asked for, as far as the provider has not named another page. */
    @GetMapping("/support")
    String support(Model model) {
        model.addAttribute("supportUrl", supportUrl.contains("/support") ? "" : supportUrl);
        return "account/support";
    }

    @GetMapping("/set-up/{token}")
    String setUp(@PathVariable String token, @ModelAttribute("form") NewUserForm form, Model model) {
        model.addAttribute("token", token);
        return "account/set-up";
    }

    @PostMapping("/set-up/{token}")
    String setUp(
            @PathVariable String token,
            @ModelAttribute("form") NewUserForm form,
            Locale locale,
            Model model,
            RedirectAttributes redirect) {
        return enter(
                () -> users.setUp(token, form.email(), form.name(), form.password(), form.again(), locale),
                "done.set-up",
                () -> setUp(token, form, model),
                model,
                redirect);
    }

    @GetMapping("/invitations/{token}")
    String invitation(@PathVariable String token, @ModelAttribute("form") NewUserForm form, Model model) {
        model.addAttribute("token", token);
        model.addAttribute("invited", users.awaiting(token).orElse(null));
        return "account/invitation";
    }

    @PostMapping("/invitations/{token}")
    String accept(
            @PathVariable String token,
            @ModelAttribute("form") NewUserForm form,
            Model model,
            RedirectAttributes redirect) {
        return enter(
                () -> writeDown("USER_ACCEPTED", users.accept(token, form.password(), form.again())),
                "done.accepted",
                () -> invitation(token, form, model),
                model,
                redirect);
    }

    @GetMapping("/forgotten")
    String forgotten(Model model) {
        return "account/forgotten";
    }

    /** The answer is the same whether there is such a user or not. */
    @PostMapping("/forgotten")
    String forgotten(@RequestParam(defaultValue = "") String email, HttpServletRequest request, Model model) {
        users.forgot(email, request.getRemoteAddr());
        model.addAttribute("asked", true);
        return "account/forgotten";
    }

    @GetMapping("/passwords/{token}")
    String password(@PathVariable String token, Model model) {
        model.addAttribute("token", token);
        model.addAttribute("user", users.forgetful(token).orElse(null));
        return "account/password";
    }

    @PostMapping("/passwords/{token}")
    String password(
            @PathVariable String token,
            @ModelAttribute("form") NewUserForm form,
            Model model,
            RedirectAttributes redirect) {
        return enter(
                () -> writeDown("PASSWORD_CHANGED", users.reset(token, form.password(), form.again())),
                "done.accepted",
                () -> password(token, model),
                model,
                redirect);
    }

    private void writeDown(String deed, PortalUser user) {
        Long account = user.accountId();
        audit.record(user, account == null ? null : accounts.get(account), deed, "", Detail.NONE);
    }

    /** Spends a link and goes on to the sign-in; shows its form again where something is wrong. */
    private static String enter(
            Runnable deed, String done, Supplier<String> form, Model model, RedirectAttributes redirect) {
        Problem problem = Problem.of(deed);
        if (problem != null) {
            model.addAttribute("problem", problem);
            return form.get();
        }
        Done.say(redirect, done);
        return "redirect:/sign-in";
    }

    private String form(String email, Model model) {
        model.addAttribute("email", email);
        model.addAttribute("demo", demo);
        return "account/sign-in";
    }
}
