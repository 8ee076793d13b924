package io.tideover.portal.billing;

import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.page.Choices;
import io.tideover.portal.page.PageController;
import io.tideover.portal.page.Visit;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Ledger, bills and resources of the visitor's account as files for a spreadsheet; a list that is filtered comes as it is shown. */
@PageController
class ExportPages {

    private final Accounts accounts;
    private final Bills bills;
    private final Resources resources;

    ExportPages(Accounts accounts, Bills bills, Resources resources) {
        this.accounts = accounts;
        this.bills = bills;
        this.resources = resources;
    }

    @GetMapping("/billing/ledger.csv")
    void ledger(Visit visit, HttpServletResponse response) throws IOException {
        long account = visit.accountId();
        Export.write(
                file(response, "ledger", account),
                List.of("at", "kind", "fund", "amount", "currency", "billId", "couponId", "resourceId", "reference"),
                cursor -> accounts.ledger(account, Page.MOST, cursor),
                entry -> Arrays.asList(
                        entry.at(),
                        entry.kind(),
                        entry.fund(),
                        entry.amount(),
                        entry.amount().getCurrencyUnit(),
                        entry.billId(),
                        entry.couponId(),
                        entry.resourceId(),
                        entry.reference()));
    }

    @GetMapping("/billing/bills.csv")
    void bills(Visit visit, @RequestParam(required = false) @Nullable String status, HttpServletResponse response)
            throws IOException {
        long account = visit.accountId();
        Bill.Status wanted = Choices.of(Bill.Status.class, status);
        Export.write(
                file(response, "bills", account),
                List.of(
                        "id",
                        "reference",
                        "productCode",
                        "status",
                        "amount",
                        "outstanding",
                        "currency",
                        "dueAt",
                        "recordedAt"),
                cursor -> bills.list(account, wanted, Page.MOST, cursor),
                bill -> Arrays.asList(
                        bill.id(),
                        bill.reference(),
                        bill.productCode(),
                        bill.status(),
                        bill.amount(),
                        bill.outstanding(),
                        bill.amount().getCurrencyUnit(),
                        bill.dueAt(),
                        bill.recordedAt()));
    }

    @GetMapping("/billing/resources.csv")
    void resources(
            Visit visit,
            @RequestParam(required = false) @Nullable String phase,
            @RequestParam(required = false) @Nullable String product,
            @RequestParam(required = false) @Nullable String mode,
            HttpServletResponse response)
            throws IOException {
        long account = visit.accountId();
        Resources.Filter filter = new Resources.Filter(
                Choices.of(Phase.class, phase),
                product == null || product.isBlank() ? null : product,
                Choices.of(BillingMode.class, mode));
        Export.write(
                file(response, "resources", account),
                List.of(
                        "id",
                        "name",
                        "resourceName",
                        "productCode",
                        "region",
                        "billingMode",
                        "phase",
                        "phaseSince",
                        "expiresAt",
                        "nextPhase",
                        "nextAt"),
                cursor -> resources.list(account, filter, Page.MOST, cursor),
                view -> Arrays.asList(
                        view.resource().id(),
                        view.resource().name(),
                        view.resource().resourceName(),
                        view.resource().productCode(),
                        view.resource().region(),
                        view.resource().billingMode(),
                        view.resource().phase(),
                        view.resource().phaseSince(),
                        view.resource().expiresAt(),
                        view.next() == null ? null : view.next().phase(),
                        view.next() == null ? null : view.next().at()));
    }

    private static Writer file(HttpServletResponse response, String name, long account) throws IOException {
        response.setContentType("text/csv");
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "-" + account + ".csv\"");
        return response.getWriter();
    }
}
