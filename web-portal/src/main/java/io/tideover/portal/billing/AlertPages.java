package io.tideover.portal.billing;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The Balance Alert card: its switch, and <i>Modify</i>; an operator modifies any account's (B4). */
@PageController
class AlertPages {

    private static final String OWN = "/billing/alert";
    private static final String OVERVIEW = "/billing/overview";

    private final Accounts accounts;
    private final AuditLog audit;

    AlertPages(Accounts accounts, AuditLog audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    @GetMapping(OWN)
    String modify(Visit visit, Model model) {
        return show(visit, visit.requireAccount(), form(visit, visit.accountId()), OWN, OVERVIEW, model);
    }

    @PostMapping(OWN)
    String modify(Visit visit, @ModelAttribute AlertForm form, Model model, RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> accounts.setAlert(
                visit.accountId(), form.on(), form.given(visit.requireAccount().currency()), form.times()));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return show(visit, visit.requireAccount(), form, OWN, OVERVIEW, model);
        }
        writeDown(visit, form);
        Done.say(redirect, form.on() ? "done.alert-on" : "done.alert-off");
        return "redirect:" + OVERVIEW;
    }

    /** The switch; one without thresholds asks for them first. */
    @PostMapping("/billing/alert/switch")
    String toggle(Visit visit, @RequestParam(defaultValue = "false") boolean on, RedirectAttributes redirect) {
        Accounts.Alert alert = accounts.alert(visit.accountId());
        if (on && alert.thresholds().isEmpty()) {
            return "redirect:" + OWN;
        }
        AlertForm form = AlertForm.of(on, alert.thresholds(), alert.repeats(), visit.show());
        accounts.setAlert(
                visit.accountId(), on, form.given(visit.requireAccount().currency()), form.times());
        writeDown(visit, form);
        Done.say(redirect, on ? "done.alert-on" : "done.alert-off");
        return "redirect:" + OVERVIEW;
    }

    @GetMapping("/operations/accounts/{id}/alert")
    String modifyAny(Visit visit, @PathVariable long id, Model model) {
        return show(visit, accounts.get(id), form(visit, id), any(id) + "/alert", any(id), model);
    }

    @PostMapping("/operations/accounts/{id}/alert")
    String modifyAny(
            Visit visit,
            @PathVariable long id,
            @ModelAttribute AlertForm form,
            Model model,
            RedirectAttributes redirect) {
        AccountView account = accounts.get(id);
        Problem problem =
                Problem.of(() -> accounts.setAlert(id, form.on(), form.given(account.currency()), form.times()));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return show(visit, account, form, any(id) + "/alert", any(id), model);
        }
        audit.record(visit.user(), "BALANCE_ALERT", id, account.name(), form.said(account.currency()));
        Done.say(redirect, form.on() ? "done.alert-on" : "done.alert-off");
        return "redirect:" + any(id);
    }

    private void writeDown(Visit visit, AlertForm form) {
        AccountView account = visit.requireAccount();
        audit.record(visit.user(), account, "BALANCE_ALERT", "", form.said(account.currency()));
    }

    private AlertForm form(Visit visit, long account) {
        Accounts.Alert alert = accounts.alert(account);
        return AlertForm.of(alert.enabled(), alert.thresholds(), alert.repeats(), visit.show());
    }

    private static String show(
            Visit visit, AccountView account, AlertForm form, String action, String back, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("currency", account.currency().getCode());
        model.addAttribute("action", action);
        model.addAttribute("back", back);
        return visit.dialog("billing/alert");
    }

    private static String any(long account) {
        return "/operations/accounts/" + account;
    }
}
