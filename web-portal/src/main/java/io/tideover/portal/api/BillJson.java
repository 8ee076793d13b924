package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tideover.lifecycle.billing.Bill;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bill as the API shows it. */
@Schema(name = "Bill")
record BillJson(
        @Schema(example = "10031") String id,
        @Schema(example = "10001") String accountId,
        Bill.Status status,
        @Schema(example = "dws") String productCode,
        @Schema(example = "CNY") String currency,
        @Schema(example = "40.00") String amount,
        @Schema(example = "40.00") String outstanding,
        @Schema(example = "2026-01-31T00:00:00Z") Instant dueAt,
        Instant recordedAt,
        @Nullable @Schema(example = "INV-2026-01") String reference,

        @Nullable @Schema(description = "Why it was voided or disputed.")
        String note,

        List<LineJson> lines) {

    /** A part of a bill's amount. */
    @Schema(name = "BillLine")
    record LineJson(
            @Nullable String resourceId,
            String description,
            @Schema(example = "40.00") String amount) {}

    static BillJson of(long accountId, Bill bill) {
        return new BillJson(
                Texts.id(bill.id()),
                Texts.id(accountId),
                bill.status(),
                bill.productCode(),
                bill.amount().getCurrencyUnit().getCode(),
                Texts.amount(bill.amount()),
                Texts.amount(bill.outstanding()),
                bill.dueAt(),
                bill.recordedAt(),
                bill.reference(),
                bill.note(),
                bill.lines().stream()
                        .map(line -> new LineJson(
                                Texts.idOrNull(line.resourceId()), line.description(), Texts.amount(line.amount())))
                        .toList());
    }
}
