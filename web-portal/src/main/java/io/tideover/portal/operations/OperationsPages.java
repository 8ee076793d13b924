package io.tideover.portal.operations;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.Resource;
import io.tideover.portal.api.AccountSearch;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import io.tideover.portal.security.Users;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Operations: accounts, releases withheld, stepping in, and the audit log. */
@PageController
class OperationsPages {

    private static final int ROWS = 25;
    private static final int FEW = 10;
    private static final String STEP =
            "/operations/resources/{id}/{action:release|hold|extend|lift|schedule|unschedule}";
    private static final Set<String> WITH_REASON = Set.of("release", "hold", "extend");

    private final Accounts accounts;
    private final AccountSearch search;
    private final Bills bills;
    private final Resources resources;
    private final Users users;
    private final AuditLog audit;

    OperationsPages(
            Accounts accounts, AccountSearch search, Bills bills, Resources resources, Users users, AuditLog audit) {
        this.accounts = accounts;
        this.search = search;
        this.bills = bills;
        this.resources = resources;
        this.users = users;
        this.audit = audit;
    }

    @GetMapping("/operations")
    String operations() {
        return "redirect:/operations/accounts";
    }

    @GetMapping("/operations/accounts")
    String accounts(
            @RequestParam(defaultValue = "") String query,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        model.addAttribute("page", search.search(query, null, ROWS, cursor));
        model.addAttribute("query", query);
        model.addAttribute("cursor", cursor);
        return "operations/accounts";
    }

    @GetMapping("/operations/accounts/{id}")
    String account(
            Visit visit, @PathVariable long id, @RequestParam(required = false) @Nullable String cursor, Model model) {
        AccountView account = accounts.get(id);
        model.addAttribute("account", account);
        model.addAttribute("standing", accounts.standing(id));
        model.addAttribute("alert", accounts.alert(id));
        model.addAttribute("page", resources.list(id, Resources.Filter.ALL, ROWS, cursor));
        model.addAttribute("cursor", cursor);
        model.addAttribute(
                "overdue", bills.list(id, Bill.Status.OVERDUE, FEW, null).items());
        model.addAttribute("users", users.ofAccount(id));
        // the account's own time zone and now, not the operator's
        model.addAttribute("show", visit.showOf(account));
        return "operations/account";
    }

    /** Mails the invitation of somebody who has not come in yet, such as the owner of an account that the API opened. */
    @PostMapping("/operations/accounts/{id}/users/{user}/invite")
    String invite(Visit visit, @PathVariable long id, @PathVariable long user, RedirectAttributes redirect) {
        String email = users.inviteAgain(id, user).email();
        audit.record(visit.user(), "USER_INVITED", id, email, Detail.NONE);
        Done.say(redirect, "done.invited", email);
        return "redirect:/operations/accounts/" + id;
    }

    @GetMapping("/operations/releases")
    String releases(Model model) {
        model.addAttribute("withheld", resources.withheld());
        return "operations/releases";
    }

    @GetMapping(STEP)
    String step(Visit visit, @PathVariable long id, @PathVariable String action, Model model) {
        ResourceView view = resources.get(id);
        AccountView account = accounts.get(view.resource().accountId());
        model.addAttribute("view", view);
        model.addAttribute("account", account);
        model.addAttribute("action", action);
        model.addAttribute("asksWhy", WITH_REASON.contains(action));
        model.addAttribute("show", visit.showOf(account));
        if (action.equals("schedule")) {
            Instant earliest = earliestRelease(view, account);
            model.addAttribute("earliest", earliest);
            if (!model.containsAttribute("at")) {
                ZonedDateTime hour = earliest.atZone(account.zone())
                        .truncatedTo(ChronoUnit.HOURS)
                        .plusHours(1);
                model.addAttribute("at", hour.toLocalDateTime().toString());
            }
        }
        return visit.dialog("operations/step");
    }

    @PostMapping(STEP)
    String step(
            Visit visit,
            @PathVariable long id,
            @PathVariable String action,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String days,
            @RequestParam(defaultValue = "") String at,
            Model model,
            RedirectAttributes redirect) {
        ResourceView view = resources.get(id);
        Resource resource = view.resource();
        AccountView account = accounts.get(resource.accountId());
        String by = visit.user().actor();
        Problem problem = Problem.of(() -> {
            switch (action) {
                case "release" -> resources.releaseByHand(id, reason);
                case "hold" -> resources.hold(id, reason, by);
                case "lift" -> resources.liftHold(id);
                case "schedule" -> {
                    Instant wanted = instant(at, account.zone());
                    if (view.schedulable() && wanted.isBefore(earliestRelease(view, account))) {
                        throw Refusal.invalid("at", "must leave time for the final notice");
                    }
                    resources.scheduleRelease(id, wanted);
                }
                case "unschedule" -> resources.cancelScheduledRelease(id);
                default -> resources.extend(id, days.matches("[0-9]{1,5}") ? Integer.valueOf(days) : null, reason, by);
            }
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            model.addAttribute("reason", reason);
            model.addAttribute("days", days);
            model.addAttribute("at", at);
            return step(visit, id, action, model);
        }
        audit.record(
                visit.user(),
                "RESOURCE_" + action.toUpperCase(Locale.ROOT),
                account.id(),
                resource.name(),
                switch (action) {
                    case "extend" ->
                        Detail.words(days.equals("1") ? "audit.detail.day" : "audit.detail.days", days, reason.strip());
                    case "schedule" -> Detail.text(visit.showOf(account).exact(instant(at, account.zone())));
                    default -> WITH_REASON.contains(action) ? Detail.text(reason.strip()) : Detail.NONE;
                });
        Done.say(redirect, "done.step-" + action);
        return "redirect:/operations/accounts/" + account.id();
    }

    /** R6. */
    private static Instant earliestRelease(ResourceView view, AccountView account) {
        return Spans.add(account.now(), view.policy().finalNoticeLead(), account.zone());
    }

    /** What a browser's field for a date and a time sends, by an account's clock. */
    private static Instant instant(String typed, ZoneId zone) {
        try {
            return LocalDateTime.parse(typed.strip()).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw Refusal.invalid("at", "must be a date and a time of day");
        }
    }

    @GetMapping("/operations/audit")
    String audit(@RequestParam(required = false) @Nullable String cursor, Model model) {
        Page<AuditLog.Entry> page = audit.ofOperators(ROWS, cursor);
        model.addAttribute("page", page);
        model.addAttribute(
                "accounts",
                accounts.names(page.items().stream()
                        .map(AuditLog.Entry::accountId)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet())));
        model.addAttribute("cursor", cursor);
        return "operations/audit";
    }
}
