package io.tideover.portal.operations;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Brake;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.portal.api.AccountSearch;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.Users;
import io.tideover.scheduler.quartz.Jobs;
import io.tideover.scheduler.sweep.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The operators' pages. */
@PageController
class OperationsPages {

    private static final int ROWS = 25;
    private static final int FEW = 10;

    private final Accounts accounts;
    private final AccountSearch search;
    private final Bills bills;
    private final Resources resources;
    private final Jobs jobs;
    private final Brake brake;
    private final DeliveryLog deliveries;
    private final Users users;
    private final AuditLog audit;

    OperationsPages(
            Accounts accounts,
            AccountSearch search,
            Bills bills,
            Resources resources,
            Jobs jobs,
            Brake brake,
            DeliveryLog deliveries,
            Users users,
            AuditLog audit) {
        this.accounts = accounts;
        this.search = search;
        this.bills = bills;
        this.resources = resources;
        this.jobs = jobs;
        this.brake = brake;
        this.deliveries = deliveries;
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
        model.addAttribute("page", search.search(query, ROWS, cursor));
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
        model.addAttribute("counts", resources.countByPhase(id));
        model.addAttribute("page", resources.list(id, Resources.Filter.ALL, ROWS, cursor));
        model.addAttribute("cursor", cursor);
        model.addAttribute(
                "overdue", bills.list(id, Bill.Status.OVERDUE, FEW, null).items());
        model.addAttribute("users", users.ofAccount(id));
        // the account's own time zone and now, not the operator's
        model.addAttribute("show", visit.show().at(account.zone(), account.now()));
        return "operations/account";
    }

    /** Mails the invitation of somebody who has not come in yet, such as the owner of an account that the API opened. */
    @PostMapping("/operations/accounts/{id}/users/{user}/invite")
    String invite(Visit visit, @PathVariable long id, @PathVariable long user, RedirectAttributes redirect) {
        String email = users.inviteAgain(id, user).email();
        audit.record(visit.user(), "USER_INVITED", id, email, "");
        Done.say(redirect, "done.invited", email);
        return "redirect:/operations/accounts/" + id;
    }

    @GetMapping("/operations/sweeps")
    String sweeps(Model model) {
        model.addAttribute("jobs", jobs.all());
        model.addAttribute("brake", brake.standing());
        return "operations/sweeps";
    }

    @PostMapping("/operations/sweeps/{job}/{action}")
    String steer(Visit visit, @PathVariable Job job, @PathVariable String action, RedirectAttributes redirect) {
        switch (action) {
            case "run" -> jobs.runNow(job);
            case "pause" -> jobs.pause(job);
            case "resume" -> jobs.resume(job);
            default -> throw Refusal.notFound("page");
        }
        audit.record(visit.user(), "JOB_" + action.toUpperCase(java.util.Locale.ROOT), null, job.name(), "");
        Done.say(redirect, "done.job-" + action);
        return "redirect:/operations/sweeps";
    }

    @PostMapping("/operations/brake")
    String letGoOn(Visit visit, RedirectAttributes redirect) {
        brake.letGoOn();
        audit.record(visit.user(), "BRAKE_RELEASED", null, "", "");
        Done.say(redirect, "done.brake");
        return "redirect:/operations/sweeps";
    }

    @GetMapping("/operations/deliveries")
    String deliveries(
            @RequestParam(defaultValue = "DEAD") String status,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        DeliveryStatus wanted = Choices.of(DeliveryStatus.class, status);
        DeliveryStatus shown = wanted == null ? DeliveryStatus.DEAD : wanted;
        model.addAttribute("page", deliveries.inStatus(shown, cursor, ROWS));
        model.addAttribute("status", shown);
        model.addAttribute(
                "statuses",
                List.of(DeliveryStatus.DEAD, DeliveryStatus.BOUNCED, DeliveryStatus.RETRY, DeliveryStatus.PENDING));
        model.addAttribute("cursor", cursor);
        return "operations/deliveries";
    }

    @PostMapping("/operations/deliveries/{id}/resend")
    String resend(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        var delivery = deliveries.resend(id);
        audit.record(visit.user(), "DELIVERY_RESENT", delivery.accountId(), Long.toString(id), delivery.address());
        Done.say(redirect, "done.resent");
        return "redirect:/operations/deliveries";
    }

    @PostMapping("/operations/deliveries/{id}/dismiss")
    String dismiss(Visit visit, @PathVariable long id, RedirectAttributes redirect) {
        var delivery = deliveries.dismiss(id, visit.user().actor());
        audit.record(visit.user(), "DELIVERY_DISMISSED", delivery.accountId(), Long.toString(id), delivery.address());
        Done.say(redirect, "done.dismissed");
        return "redirect:/operations/deliveries";
    }

    @GetMapping("/operations/releases")
    String releases(Model model) {
        model.addAttribute("withheld", resources.withheld());
        return "operations/releases";
    }

    @GetMapping("/operations/resources/{id}/{action:release|hold|extend|lift}")
    String step(Visit visit, @PathVariable long id, @PathVariable String action, Model model) {
        model.addAttribute("view", resources.get(id));
        model.addAttribute("action", action);
        return visit.dialog("operations/step");
    }

    @PostMapping("/operations/resources/{id}/{action:release|hold|extend|lift}")
    String step(
            Visit visit,
            @PathVariable long id,
            @PathVariable String action,
            @RequestParam(defaultValue = "") String reason,
            @RequestParam(defaultValue = "") String days,
            Model model,
            RedirectAttributes redirect) {
        long account = resources.accountOf(id);
        String by = visit.user().actor();
        Problem problem = Problem.of(() -> {
            switch (action) {
                case "release" -> resources.releaseByHand(id, reason);
                case "hold" -> resources.hold(id, reason, by);
                case "lift" -> resources.liftHold(id);
                default -> resources.extend(id, days.matches("[0-9]{1,5}") ? Integer.valueOf(days) : null, reason, by);
            }
        });
        if (problem != null) {
            model.addAttribute("problem", problem);
            model.addAttribute("reason", reason);
            model.addAttribute("days", days);
            return step(visit, id, action, model);
        }
        audit.record(
                visit.user(),
                "RESOURCE_" + action.toUpperCase(java.util.Locale.ROOT),
                account,
                Long.toString(id),
                reason);
        Done.say(redirect, "done.step-" + action);
        return "redirect:/operations/accounts/" + account;
    }

    @GetMapping("/operations/audit")
    String audit(@RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("page", audit.page(ROWS, cursor));
        model.addAttribute("cursor", cursor);
        return "operations/audit";
    }
}
