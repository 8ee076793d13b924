package io.tideover.portal.billing;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.refusal.Refusal;
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
        return list(visit.accountId(), status, cursor, "/billing/bills", model);
    }

    /** Any account's, for operators, in its own time. */
    @GetMapping("/operations/accounts/{id}/bills")
    String billsOf(
            Visit visit,
            @PathVariable long id,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String cursor,
            Model model) {
        lookAt(visit, id, model);
        return list(id, status, cursor, "/operations/accounts/" + id + "/bills", model);
    }

    private String list(long accountId, @Nullable String status, @Nullable String cursor, String base, Model model) {
        Bill.Status wanted = Choices.of(Bill.Status.class, status);
        Page<Bill> page = bills.list(accountId, wanted, ROWS, cursor);
        model.addAttribute("base", base);
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
        return show(view, "/billing/bills", model);
    }

    @GetMapping("/operations/accounts/{id}/bills/{bill}")
    String billOf(Visit visit, @PathVariable long id, @PathVariable("bill") long billId, Model model) {
        lookAt(visit, id, model);
        Bills.BillView view = bills.get(billId);
        if (view.accountId() != id) {
            throw Refusal.notFound("bill");
        }
        return show(view, "/operations/accounts/" + id + "/bills", model);
    }

    private void lookAt(Visit visit, long id, Model model) {
        AccountView account = accounts.get(id);
        model.addAttribute("account", account);
        model.addAttribute("show", visit.showOf(account));
    }

    private String show(Bills.BillView view, String base, Model model) {
        model.addAttribute("base", base);
        model.addAttribute("bill", view.bill());
        model.addAttribute(
                "names",
                resources.names(
                        view.accountId(),
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
        Page<LedgerEntry> ledger = accounts.ledger(visit.accountId(), ROWS, cursor);
        model.addAttribute("ledger", ledger);
        model.addAttribute(
                "billNames",
                bills.names(
                        visit.accountId(),
                        ledger.items().stream()
                                .map(LedgerEntry::billId)
                                .filter(Objects::nonNull)
                                .collect(Collectors.toSet())));
        model.addAttribute("cards", payments.cards(visit.requireAccount()));
        model.addAttribute("cursor", cursor);
        return "billing/funds";
    }
}
