package io.tideover.portal.billing;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.portal.page.Done;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Problem;
import io.tideover.portal.page.TypedAmount;
import io.tideover.portal.page.Visit;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.AuditLog.Detail;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** <i>Pay now</i>, <i>Top up</i> and the card on file. */
@PageController
class PaymentPages {

    /** What the top-up form holds. */
    record TopUpForm(
            @Nullable String amount,
            @Nullable String means,
            @Nullable String reference) {

        TopUpForm {
            reference =
                    reference == null || reference.isBlank() ? UUID.randomUUID().toString() : reference;
        }
    }

    /** The card to be put on file. */
    record CardForm(@Nullable String means) {}

    /**
     * How bills are paid.
     *
     * @param shown what they came to when the form was shown
     */
    record PayForm(@Nullable String means, @Nullable String shown) {}

    private final Payments payments;
    private final Accounts accounts;
    private final Bills bills;
    private final AuditLog audit;

    PaymentPages(Payments payments, Accounts accounts, Bills bills, AuditLog audit) {
        this.payments = payments;
        this.accounts = accounts;
        this.bills = bills;
        this.audit = audit;
    }

    @GetMapping("/billing/top-up")
    String topUp(Visit visit, @ModelAttribute("form") TopUpForm form, Model model) {
        model.addAttribute("cards", payments.cards(visit.requireAccount()));
        model.addAttribute("standing", accounts.standing(visit.accountId()));
        return visit.dialog("billing/top-up");
    }

    @PostMapping("/billing/top-up")
    String topUp(Visit visit, @ModelAttribute("form") TopUpForm form, Model model, RedirectAttributes redirect) {
        AtomicReference<Accounts.TopUp> done = new AtomicReference<>();
        Problem problem = Problem.of(() -> done.set(payments.topUp(
                visit.requireAccount(),
                form.amount() == null
                        ? null
                        : TypedAmount.plain(
                                form.amount(), visit.requireAccount().currency()),
                form.means(),
                form.reference())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            if (problem.code().equals("REFERENCE_USED")) {
                // whoever wants another one need not begin anew
                TopUpForm another = new TopUpForm(form.amount(), form.means(), null);
                model.addAttribute("form", another);
                return topUp(visit, another, model);
            }
            return topUp(visit, form, model);
        }
        String amount = visit.show().money(done.get().amount());
        writeDown(visit, "TOP_UP", "", amount);
        Done.say(redirect, "done.topped-up", amount);
        return "redirect:/billing/overview";
    }

    @GetMapping("/billing/pay")
    String pay(Visit visit, @ModelAttribute("form") PayForm form, Model model) {
        return show(visit, payments.overdue(visit.accountId()), "/billing/pay", model);
    }

    @PostMapping("/billing/pay")
    String pay(Visit visit, @ModelAttribute("form") PayForm form, Model model, RedirectAttributes redirect) {
        return pay(visit, payments.overdue(visit.accountId()), form, "/billing/pay", model, redirect);
    }

    @GetMapping("/billing/bills/{id}/pay")
    String payOne(Visit visit, @PathVariable long id, @ModelAttribute("form") PayForm form, Model model) {
        return show(visit, List.of(own(visit, id)), "/billing/bills/" + id + "/pay", model);
    }

    @PostMapping("/billing/bills/{id}/pay")
    String payOne(
            Visit visit,
            @PathVariable long id,
            @ModelAttribute("form") PayForm form,
            Model model,
            RedirectAttributes redirect) {
        return pay(visit, List.of(own(visit, id)), form, "/billing/bills/" + id + "/pay", model, redirect);
    }

    @GetMapping("/billing/card")
    String card(Visit visit, @ModelAttribute("form") CardForm form, Model model) {
        model.addAttribute("cards", payments.cards(visit.requireAccount()));
        return visit.dialog("billing/card");
    }

    @PostMapping("/billing/card")
    String putCard(Visit visit, @ModelAttribute("form") CardForm form, Model model, RedirectAttributes redirect) {
        Problem problem = Problem.of(() -> payments.putCard(visit.requireAccount(), form.means()));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return card(visit, form, model);
        }
        writeDown(visit, "CARD", "", "");
        Done.say(redirect, "done.card");
        return "redirect:/billing/funds";
    }

    private String pay(
            Visit visit, List<Bill> due, PayForm form, String action, Model model, RedirectAttributes redirect) {
        AtomicReference<Payments.Paid> paid = new AtomicReference<>();
        Problem problem =
                Problem.of(() -> paid.set(payments.pay(visit.requireAccount(), due, form.means(), form.shown())));
        if (problem != null) {
            model.addAttribute("problem", problem);
            return show(visit, due, action, model);
        }
        String amount = visit.show().money(paid.get().amount());
        writeDown(visit, "BILLS_PAID", named(due), amount);
        Done.say(redirect, paid.get().declined() ? "done.paid-in-part" : "done.paid", amount);
        return "redirect:/billing/overview";
    }

    private String show(Visit visit, List<Bill> due, String action, Model model) {
        model.addAttribute("due", due);
        model.addAttribute("total", Payments.total(visit.requireAccount(), due));
        model.addAttribute("action", action);
        model.addAttribute("cards", payments.cards(visit.requireAccount()));
        model.addAttribute("standing", accounts.standing(visit.accountId()));
        return visit.dialog("billing/pay");
    }

    /** As their issuer calls them. */
    private static String named(List<Bill> bills) {
        return bills.stream()
                .map(bill -> Objects.requireNonNullElse(bill.reference(), Long.toString(bill.id())))
                .collect(Collectors.joining(", "));
    }

    private void writeDown(Visit visit, String deed, String target, String detail) {
        audit.record(visit.user(), visit.requireAccount(), deed, target, Detail.text(detail));
    }

    private Bill own(Visit visit, long id) {
        Bills.BillView view = bills.get(id);
        visit.requireOwn(view.accountId(), "bill");
        return view.bill();
    }
}
