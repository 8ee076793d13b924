package io.tideover.portal.account;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Account: the user's profile, the account's language and time zone, and its users. */
@PageController
class AccountPages {

    /** A user's own name and language. */
    record ProfileForm(@Nullable String name, @Nullable String locale) {}

    /** A change of password; none of it is ever shown again. */
    record PasswordForm(
            @Nullable String current,
            @Nullable String password,
            @Nullable String again) {}

    /** An account's name, language and time zone. */
    record AccountForm(
            @Nullable String accountName,
            @Nullable String accountLocale,
            @Nullable String timeZone) {}

    /** Who is invited. */
    record InviteForm(
            @Nullable String name,
            @Nullable String email,
            @Nullable String role) {}

    private static final List<Role> ROLES = List.of(Role.ADMINISTRATOR, Role.FINANCE, Role.VIEWER);
    private static final List<String> LANGUAGES = List.of("en", "zh-CN");

    private final Users users;
    private final Accounts accounts;
    private final String publicUrl;

    AccountPages(
            Users users, Accounts accounts, @Value("${tideover.public-url:http://localhost:8080}") String publicUrl) {
        this.users = users;
        this.accounts = accounts;
        this.publicUrl = publicUrl;
    }

    @GetMapping("/account/profile")
    String profile(Visit visit, Model model) {
        model.addAttribute("languages", LANGUAGES);
        model.addAttribute(
                "zones",
                ZoneId.getAvailableZoneIds().stream()
                        .filter(id -> id.contains("/"))
                        .sorted()
                        .toList());
        if (!model.containsAttribute("profile")) {
            model.addAttribute(
                    "profile",
                    new ProfileForm(visit.user().name(), visit.user().locale().toLanguageTag()));
        }
        var account = visit.account();
        if (account != null && !model.containsAttribute("settings")) {
            model.addAttribute(
                    "settings",
                    new AccountForm(
                            account.name(),
                            account.locale().toLanguageTag(),
                            account.zone().getId()));
        }
        return "account/profile";
    }

    @PostMapping("/account/profile")
    String profile(Visit visit, @ModelAttribute("profile") ProfileForm form, Model model, RedirectAttributes redirect) {
        return answer(
                visit,
                Problem.of(() -> users.changeProfile(visit.user().id(), form.name(), form.locale())),
                "done.profile",
                model,
                redirect);
    }

    @PostMapping("/account/password")
    String password(Visit visit, PasswordForm form, Model model, RedirectAttributes redirect) {
        return answer(
                visit,
                Problem.of(
                        () -> users.changePassword(visit.user().id(), form.current(), form.password(), form.again())),
                "done.password",
                model,
                redirect);
    }

    @PostMapping("/account/settings")
    String settings(
            Visit visit, @ModelAttribute("settings") AccountForm form, Model model, RedirectAttributes redirect) {
        long id = visit.accountId();
        return answer(
                visit,
                Problem.of(() -> accounts.change(
                        id,
                        new Accounts.Changes(form.accountName(), form.timeZone(), form.accountLocale(), null, null))),
                "done.settings",
                model,
                redirect);
    }

    private String answer(
            Visit visit, @Nullable Problem problem, String done, Model model, RedirectAttributes redirect) {
        if (problem != null) {
            model.addAttribute("problem", problem);
            return profile(visit, model);
        }
        Done.say(redirect, done);
        return "redirect:/account/profile";
    }

    @GetMapping("/account/users")
    String users(Visit visit, Model model) {
        model.addAttribute("users", users.ofAccount(visit.accountId()));
        model.addAttribute("roles", ROLES);
        return "account/users";
    }

    @GetMapping("/account/users/invite")
    String invite(Visit visit, @ModelAttribute("form") InviteForm form, Model model) {
        model.addAttribute("roles", ROLES);
        return visit.dialog("account/invite");
    }

    /** The link is shown to the one who invites, once, to be handed on. */
    @PostMapping("/account/users/invite")
    String invite(Visit visit, @ModelAttribute("form") InviteForm form, Model model, RedirectAttributes redirect) {
        AtomicReference<Users.Invited> invited = new AtomicReference<>();
        Problem problem = Problem.of(() ->
                invited.set(users.invite(visit.accountId(), form.email(), form.name(), form.role(), visit.locale())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return invite(visit, form, model);
        }
        return hand(invited.get(), redirect);
    }

    @PostMapping("/account/users/{id}/invite")
    String inviteAgain(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        return hand(users.inviteAgain(visit.accountId(), id), redirect);
    }

    @PostMapping("/account/users/{id}/role")
    String role(
            Visit visit,
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String role,
            Model model,
            RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> users.changeRole(visit.accountId(), id, role));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return users(visit, model);
        }
        Done.say(redirect, "done.role");
        return "redirect:/account/users";
    }

    @GetMapping("/account/users/{id}/remove")
    String remove(Visit visit, @PathVariable long id, Model model) {
        model.addAttribute("user", users.get(visit.accountId(), id));
        return visit.dialog("account/remove");
    }

    @PostMapping("/account/users/{id}/remove")
    String remove(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        users.remove(visit.accountId(), id);
        Done.say(redirect, "done.user-removed");
        return "redirect:/account/users";
    }

    private String hand(Users.Invited invited, RedirectAttributes redirect) {
        redirect.addFlashAttribute("link", publicUrl + "/invitations/" + invited.token());
        Done.say(redirect, "done.invited", invited.user().email());
        return "redirect:/account/users";
    }
}
