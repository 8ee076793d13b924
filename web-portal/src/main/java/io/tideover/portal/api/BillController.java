package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Bills.BillView;
import io.tideover.lifecycle.engine.Bills.NewLine;
import io.tideover.lifecycle.engine.Bills.Payment;
import io.tideover.lifecycle.engine.Bills.Source;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Bills: recording, paying, voiding and disputing them. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Bills")
class BillController {

    record NewBillLine(
            @Schema(example = "10023") @Nullable String resourceId,
            @Schema(example = "Compute, January") @Nullable String description,
            @Schema(example = "40.00") @Nullable String amount) {}

    record NewBill(
            @Schema(example = "dws") @Nullable String productCode,
            @Schema(example = "40.00") @Nullable String amount,

            @Schema(example = "2026-01-31T00:00:00Z") @Nullable
            Instant dueAt,

            @Schema(example = "INV-2026-01") @Nullable String reference,
            @Nullable List<@Nullable NewBillLine> lines) {}

    record NewPayment(@Nullable Source source) {}

    @Schema(name = "Payment")
    record PaymentJson(
            @Schema(example = "10031") String billId,
            Source source,
            @Schema(example = "40.00") String amount,
            Bill.Status status,
            @Schema(example = "0.00") String outstanding) {}

    record Reason(
            @Schema(example = "Recorded by mistake") @Nullable
            String reason) {}

    /** Whom a dispute is closed in favour of. */
    enum Party {
        CUSTOMER,
        PROVIDER
    }

    record Closing(@Nullable Party inFavourOf) {}

    private final Bills bills;

    BillController(Bills bills) {
        this.bills = bills;
    }

    @Operation(summary = "Record a bill", description = "One already past due is due at its recording.")
    @PostMapping(path = "/accounts/{accountId}/bills", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.BILLING_WRITE)
    @MovesMoney
    BillJson record(@PathVariable long accountId, @RequestBody NewBill body) {
        return BillJson.of(
                accountId,
                bills.record(
                        accountId,
                        body.productCode(),
                        body.amount(),
                        body.dueAt(),
                        body.reference(),
                        lines(body.lines())));
    }

    @Operation(summary = "An account's bills, newest first")
    @GetMapping("/accounts/{accountId}/bills")
    @Scoped(ApiScope.BILLING_READ)
    Listing<BillJson> list(
            @PathVariable long accountId,
            @RequestParam(required = false) @Schema(implementation = Bill.Status.class) @Nullable String status,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return Listing.of(
                bills.list(accountId, Inputs.constant("status", Bill.Status.class, status), Page.limit(limit), cursor),
                bill -> BillJson.of(accountId, bill));
    }

    @Operation(summary = "A bill")
    @GetMapping("/bills/{billId}")
    @Scoped(ApiScope.BILLING_READ)
    BillJson get(@PathVariable long billId) {
        BillView view = bills.get(billId);
        return BillJson.of(view.accountId(), view.bill());
    }

    @Operation(
            summary = "Pay a bill now",
            description = "FUNDS pays as far as they go, CARD the whole rest or nothing.")
    @PostMapping(path = "/bills/{billId}/payments", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.BILLING_WRITE)
    @MovesMoney
    PaymentJson pay(@PathVariable long billId, @RequestBody NewPayment body) {
        Source source = Inputs.required("source", body.source());
        Payment payment = bills.pay(billId, source);
        Money paid = payment.paid();
        if (paid == null) {
            throw Refusal.payment("CARD_DECLINED", "The card was declined.");
        }
        return new PaymentJson(
                Texts.id(billId),
                source,
                Texts.amount(paid),
                payment.bill().status(),
                Texts.amount(payment.bill().outstanding()));
    }

    @Operation(summary = "Void a bill", description = "What was paid goes back where it came from.")
    @PostMapping(path = "/bills/{billId}/void", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.BILLING_WRITE)
    @MovesMoney
    BillJson voidBill(@PathVariable long billId, @RequestBody Reason body) {
        bills.voidBill(billId, body.reason());
        return get(billId);
    }

    @Operation(summary = "Dispute a bill", description = "It does not count as arrears until the dispute is closed.")
    @PostMapping(path = "/bills/{billId}/dispute", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.BILLING_WRITE)
    BillJson dispute(@PathVariable long billId, @RequestBody Reason body) {
        bills.dispute(billId, body.reason());
        return get(billId);
    }

    @Operation(
            summary = "Close a dispute",
            description = "In the customer's favour the bill is void, in the provider's it is due now.")
    @PostMapping(path = "/bills/{billId}/dispute/close", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.BILLING_WRITE)
    @MovesMoney
    BillJson close(@PathVariable long billId, @RequestBody Closing body) {
        bills.closeDispute(billId, Inputs.required("inFavourOf", body.inFavourOf()) == Party.CUSTOMER);
        return get(billId);
    }

    private static List<NewLine> lines(@Nullable List<@Nullable NewBillLine> given) {
        List<NewLine> lines = new ArrayList<>();
        for (NewBillLine line : given == null ? List.<@Nullable NewBillLine>of() : given) {
            String field = "lines[" + lines.size() + "]";
            NewBillLine known = Inputs.required(field, line);
            lines.add(new NewLine(
                    Inputs.idOrNull(field + ".resourceId", known.resourceId()), known.description(), known.amount()));
        }
        return lines;
    }
}
