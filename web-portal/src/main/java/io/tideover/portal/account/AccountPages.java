package io.tideover.portal.account;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.SignedIn;
import io.tideover.portal.security.Users;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    private static final String PROFILE = "redirect:/account/profile";
    private static final String USERS = "redirect:/account/users";
    private static final List<Role> ROLES = List.of(Role.ADMINISTRATOR, Role.FINANCE, Role.VIEWER);
    private static final List<String> LANGUAGES = List.of("en", "zh-CN");

    private static final Pattern PLACE =
            Pattern.compile("(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+");

    private final Users users;
    private final Accounts accounts;
    private final SignedIn signedIn;
    private final AuditLog audit;

    AccountPages(Users users, Accounts accounts, SignedIn signedIn, AuditLog audit) {
        this.users = users;
        this.accounts = accounts;
        this.signedIn = signedIn;
        this.audit = audit;
    }

    @GetMapping("/account/profile")
    String profile(Visit visit, HttpServletRequest request, Model model) {
        model.addAttribute("places", signedIn.of(visit.user().id(), session(request)));
        model.addAttribute("languages", LANGUAGES);
        if (!model.containsAttribute("profile")) {
            model.addAttribute(
                    "profile",
                    new ProfileForm(visit.user().name(), visit.user().locale().toLanguageTag()));
        }
        var account = visit.account();
        if (account != null) {
            model.addAttribute("zones", zones(account.zone().getId()));
        }
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

    /** Zones by place, UTC, and the one that is set, whatever it is called. */
    private static List<String> zones(String set) {
        return Stream.concat(
                        Stream.of("UTC", set),
                        ZoneId.getAvailableZoneIds().stream()
                                .filter(id -> PLACE.matcher(id).matches()))
                .distinct()
                .sorted()
                .toList();
    }

    @PostMapping("/account/profile")
    String profile(
            Visit visit,
            @ModelAttribute("profile") ProfileForm form,
            HttpServletRequest request,
            Model model,
            RedirectAttributes redirect) {
        return answer(
                visit,
                request,
                Problem.of(() -> users.changeProfile(visit.user().id(), form.name(), form.locale())),
                "done.profile",
                model,
                redirect);
    }

    @PostMapping("/account/password")
    String password(
            Visit visit, PasswordForm form, HttpServletRequest request, Model model, RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> {
            users.changePassword(
                    visit.user(),
                    form.current(),
                    form.password(),
                    form.again(),
                    session(request),
                    request.getRemoteAddr());
            audit.record(visit.user(), visit.account(), "PASSWORD_CHANGED", "", Detail.NONE);
        });
        return answer(visit, request, problem, "done.password", model, redirect);
    }

    @PostMapping("/account/settings")
    String settings(
            Visit visit,
            @ModelAttribute("settings") AccountForm form,
            HttpServletRequest request,
            Model model,
            RedirectAttributes redirect) {
        long id = visit.accountId();
        Problem problem = Problem.of(() -> {
            accounts.change(
                    id, new Accounts.Changes(form.accountName(), form.timeZone(), form.accountLocale(), null, null));
            AccountView changed = accounts.get(id);
            writeDown(
                    visit,
                    "ACCOUNT_CHANGED",
                    changed.name(),
                    Detail.text(changed.locale().toLanguageTag() + ", "
                            + changed.zone().getId()));
        });
        return answer(
                visit,
                request,
                problem == null ? null : problem.renamed("name", "accountName").renamed("locale", "accountLocale"),
                "done.settings",
                model,
                redirect);
    }

    private String answer(
            Visit visit,
            HttpServletRequest request,
            @Nullable Problem problem,
            String done,
            Model model,
            RedirectAttributes redirect) {
        if (problem != null) {
            model.addAttribute("problem", problem);
            return profile(visit, request, model);
        }
        Done.say(redirect, done);
        return PROFILE;
    }

    @PostMapping("/account/sign-ins/{handle}/end")
    String end(Visit visit, @PathVariable String handle, RedirectAttributes redirect) {
        signedIn.end(visit.user().id(), handle);
        Done.say(redirect, "done.signed-out-there");
        return PROFILE;
    }

    @PostMapping("/account/sign-ins/end-others")
    String endOthers(Visit visit, HttpServletRequest request, RedirectAttributes redirect) {
        signedIn.endOthers(visit.user().id(), session(request));
        Done.say(redirect, "done.signed-out-elsewhere");
        return PROFILE;
    }

    private static @Nullable String session(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session == null ? null : session.getId();
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

    /** The link goes by mail alone: whoever opens it proves the address. */
    @PostMapping("/account/users/invite")
    String invite(Visit visit, @ModelAttribute("form") InviteForm form, Model model, RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> writeDown(
                visit,
                "USER_INVITED",
                users.invite(visit.accountId(), form.email(), form.name(), form.role(), visit.locale())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return invite(visit, form, model);
        }
        Done.say(redirect, "done.invited", String.valueOf(form.email()).strip());
        return USERS;
    }

    @PostMapping("/account/users/{id}/invite")
    String inviteAgain(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        PortalUser invited = users.inviteAgain(visit.accountId(), id);
        writeDown(visit, "USER_INVITED", invited);
        Done.say(redirect, "done.invited", invited.email());
        return USERS;
    }

    @PostMapping("/account/users/{id}/role")
    String role(
            Visit visit,
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String role,
            Model model,
            RedirectAttributes redirect) {
        Problem problem =
                Problem.of(() -> writeDown(visit, "USER_ROLE", users.changeRole(visit.accountId(), id, role)));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return users(visit, model);
        }
        Done.say(redirect, "done.role");
        return USERS;
    }

    @GetMapping("/account/users/{id}/remove")
    String remove(Visit visit, @PathVariable long id, Model model) {
        model.addAttribute("user", users.get(visit.accountId(), id));
        return visit.dialog("account/remove");
    }

    @PostMapping("/account/users/{id}/remove")
    String remove(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        PortalUser user = users.get(visit.accountId(), id);
        users.remove(visit.accountId(), id, visit.user().actor());
        writeDown(visit, "USER_REMOVED", user);
        Done.say(redirect, "done.user-removed");
        return USERS;
    }

    private void writeDown(Visit visit, String deed, PortalUser user) {
        writeDown(visit, deed, user.email(), Detail.words("role." + user.role()));
    }

    private void writeDown(Visit visit, String deed, String target, Detail detail) {
        audit.record(visit.user(), visit.requireAccount(), deed, target, detail);
    }
}
