package io.tideover.portal.operations;

import io.tideover.lifecycle.engine.AlertDefaults;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.billing.AlertForm;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import java.util.Locale;
import org.joda.money.CurrencyUnit;
import org.joda.money.IllegalCurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Operations > Balance-alert defaults: what new accounts start with, by currency (B4). */
@PageController
class AlertDefaultsPages {

    private static final String LIST = "/operations/alert-defaults";

    private final AlertDefaults defaults;
    private final AuditLog audit;

    AlertDefaultsPages(AlertDefaults defaults, AuditLog audit) {
        this.defaults = defaults;
        this.audit = audit;
    }

    @GetMapping(LIST)
    String list(Model model) {
        model.addAttribute("defaults", defaults.all());
        return "operations/alert-defaults";
    }

    @GetMapping(LIST + "/edit")
    String edit(Visit visit, @RequestParam(defaultValue = "") String currency, Model model) {
        CurrencyUnit unit = known(currency);
        AlertForm form = unit == null
                ? new AlertForm("on", null, "3")
                : defaults.of(unit)
                        .map(each -> AlertForm.of(each.enabled(), each.thresholds(), each.repeats(), visit.show()))
                        .orElseThrow(() -> Refusal.notFound("default"));
        return show(visit, currency, unit != null, form, model);
    }

    @PostMapping(LIST + "/edit")
    String edit(
            Visit visit,
            @RequestParam(defaultValue = "") String currency,
            @ModelAttribute AlertForm form,
            Model model,
            RedirectAttributes redirect) {
        String code = currency.strip().toUpperCase(Locale.ROOT);
        Problem problem = Problem.of(() -> defaults.set(code, form.on(), form.given(known(code)), form.times()));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return show(visit, currency, false, form, model);
        }
        audit.record(visit.user(), "ALERT_DEFAULTS", null, code, form.said(CurrencyUnit.of(code)));
        Done.say(redirect, "done.alert-defaults", code);
        return "redirect:" + LIST;
    }

    @PostMapping(LIST + "/{currency}/remove")
    String remove(Visit visit, @PathVariable String currency, RedirectAttributes redirect) {
        CurrencyUnit unit = known(currency);
        if (unit == null) {
            throw Refusal.notFound("default");
        }
        defaults.remove(unit);
        audit.record(visit.user(), "ALERT_DEFAULTS", null, unit.getCode(), Detail.words("audit.detail.removed"));
        Done.say(redirect, "done.alert-defaults", unit.getCode());
        return "redirect:" + LIST;
    }

    private static String show(Visit visit, String currency, boolean fixed, AlertForm form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("currency", currency);
        model.addAttribute("fixed", fixed);
        return visit.dialog("operations/alert-default");
    }

    private static @Nullable CurrencyUnit known(String code) {
        try {
            return CurrencyUnit.of(code);
        } catch (IllegalCurrencyException e) {
            return null;
        }
    }
}
