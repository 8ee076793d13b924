package io.tideover.portal.billing;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Bills and Funds. */
@PageController
class BillsPages {

    private static final int ROWS = 25;

    private final Bills bills;
    private final Accounts accounts;
    private final Resources resources;
    private final Payments payments;

    BillsPages(Bills bills, Accounts accounts, Resources resources, Payments payments) {
        this.bills = bills;
        this.accounts = accounts;
        this.resources = resources;
        this.payments = payments;
    }

    @GetMapping("/billing/bills")
    String bills(
            Visit visit,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        Bill.Status wanted = Choices.of(Bill.Status.class, status);
        Page<Bill> page = bills.list(visit.accountId(), wanted, ROWS, cursor);
        model.addAttribute("page", page);
        model.addAttribute("status", wanted);
        model.addAttribute("statuses", List.of(Bill.Status.values()));
        model.addAttribute("cursor", cursor);
        return "billing/bills";
    }

    @GetMapping("/billing/bills/{id}")
    String bill(Visit visit, @PathVariable long id, Model model) {
        Bills.BillView view = bills.get(id);
        visit.requireOwn(view.accountId(), "bill");
        model.addAttribute("bill", view.bill());
        model.addAttribute(
                "names",
                resources.names(
                        visit.accountId(),
                        view.bill().lines().stream()
                                .map(Bill.Line::resourceId)
                                .filter(Objects::nonNull)
                                .collect(Collectors.toSet())));
        return "billing/bill";
    }

    @GetMapping("/billing/funds")
    String funds(Visit visit, @RequestParam(required = false) @Nullable String cursor, Model model) {
        model.addAttribute("standing", accounts.standing(visit.accountId()));
        model.addAttribute("coupons", accounts.coupons(visit.accountId()));
        model.addAttribute("ledger", accounts.ledger(visit.accountId(), ROWS, cursor));
        model.addAttribute("cards", payments.cards(visit.requireAccount()));
        model.addAttribute("cursor", cursor);
        return "billing/funds";
    }
}
