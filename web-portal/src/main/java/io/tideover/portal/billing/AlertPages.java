package io.tideover.portal.billing;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.Visit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The Balance Alert card: its switch, and <i>Modify</i> (B4). */
@PageController
class AlertPages {

    private static final int FIELDS = 5;

    /** What the form holds: up to five thresholds, blank ones not counting. */
    record AlertForm(
            @Nullable String enabled,
            @Nullable List<String> thresholds,
            @Nullable String repeats) {

        public boolean on() {
            return enabled != null;
        }

        /** As many as the form has fields. */
        public List<String> fields() {
            List<String> fields = new ArrayList<>(thresholds == null ? List.of() : thresholds);
            while (fields.size() < FIELDS) {
                fields.add("");
            }
            return fields;
        }

        List<String> given() {
            return fields().stream()
                    .filter(field -> !field.isBlank())
                    .map(String::strip)
                    .toList();
        }
    }

    private final Accounts accounts;

    AlertPages(Accounts accounts) {
        this.accounts = accounts;
    }

    @GetMapping("/billing/alert")
    String modify(Visit visit, Model model) {
        Accounts.Alert alert = accounts.alert(visit.accountId());
        return show(
                visit,
                new AlertForm(
                        alert.enabled() ? "on" : null,
                        alert.thresholds().stream().map(visit.show()::plain).toList(),
                        Integer.toString(alert.repeats())),
                model);
    }

    @PostMapping("/billing/alert")
    String modify(Visit visit, @ModelAttribute AlertForm form, Model model, RedirectAttributes redirect) {
        Problem problem =
                Problem.of(() -> accounts.setAlert(visit.accountId(), form.on(), form.given(), number(form.repeats())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return show(visit, form, model);
        }
        Done.say(redirect, form.on() ? "done.alert-on" : "done.alert-off");
        return "redirect:/billing/overview";
    }

    /** The switch; one without thresholds asks for them first. */
    @PostMapping("/billing/alert/switch")
    String toggle(Visit visit, @RequestParam(defaultValue = "false") boolean on, RedirectAttributes redirect) {
        Accounts.Alert alert = accounts.alert(visit.accountId());
        if (on && alert.thresholds().isEmpty()) {
            return "redirect:/billing/alert";
        }
        accounts.setAlert(
                visit.accountId(),
                on,
                alert.thresholds().stream().map(visit.show()::plain).toList(),
                null);
        Done.say(redirect, on ? "done.alert-on" : "done.alert-off");
        return "redirect:/billing/overview";
    }

    private static String show(Visit visit, AlertForm form, Model model) {
        model.addAttribute("form", form);
        model.addAttribute("currency", visit.requireAccount().currency().getCode());
        return visit.dialog("billing/alert");
    }

    /** Zero, which is refused, where it is no number. */
    private static @Nullable Integer number(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        return text.strip().matches("[0-9]{1,4}") ? Integer.parseInt(text.strip()) : Integer.valueOf(0);
    }
}
