package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.EntryKind;
import io.tideover.lifecycle.billing.Fund;
import io.tideover.lifecycle.billing.LedgerEntry;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.Alert;
import io.tideover.lifecycle.engine.Accounts.Correction;
import io.tideover.lifecycle.engine.Accounts.TopUp;
import io.tideover.lifecycle.engine.Page;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** An account's funds: top-ups, coupons, its card, corrections, the ledger and the balance alert. */
@RestController
@RequestMapping(path = "/api/v1/accounts/{accountId}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Funds")
class FundsController {

    record NewTopUp(
            @Schema(example = "100.00") @Nullable String amount,

            @Schema(example = "transfer-2026-0001") @Nullable
            String reference) {}

    @Schema(name = "Applied")
    record AppliedJson(
            @Schema(example = "10031") String billId,
            @Schema(example = "40.00") String amount) {}

    @Schema(name = "TopUp")
    record TopUpJson(
            @Schema(example = "10030") String id,
            @Schema(example = "100.00") String amount,
            List<AppliedJson> applied,
            @Schema(example = "60.00") String cashBalance) {

        static TopUpJson of(TopUp topUp) {
            return new TopUpJson(
                    Texts.id(topUp.id()),
                    Texts.amount(topUp.amount()),
                    topUp.applied().stream()
                            .map(each -> new AppliedJson(Texts.id(each.billId()), Texts.amount(each.amount())))
                            .toList(),
                    Texts.amount(topUp.cashBalance()));
        }
    }

    record NewCoupon(
            Coupon.@Nullable Kind kind,
            @Schema(example = "50.00") @Nullable String amount,
            @Schema(example = "dws") @Nullable String productCode,

            @Schema(example = "2026-01-01T00:00:00Z") @Nullable
            Instant validFrom,

            @Schema(example = "2026-07-01T00:00:00Z") @Nullable
            Instant validUntil) {}

    @Schema(name = "Coupon")
    record CouponJson(
            @Schema(example = "10032") String id,
            Coupon.Kind kind,
            @Nullable @Schema(example = "dws") String productCode,
            @Schema(example = "50.00") String amount,
            @Schema(example = "50.00") String remaining,
            Instant validFrom,
            @Nullable Instant validUntil) {

        static CouponJson of(Coupon coupon) {
            return new CouponJson(
                    Texts.id(coupon.id()),
                    coupon.kind(),
                    coupon.productCode(),
                    Texts.amount(coupon.amount()),
                    Texts.amount(coupon.remaining()),
                    coupon.validFrom(),
                    coupon.validUntil());
        }
    }

    record NewCard(@Schema(example = "tok_ok") @Nullable String token) {}

    @Schema(name = "Card")
    record CardJson(boolean onFile) {}

    record NewCorrection(
            @Schema(example = "-12.50") @Nullable String amount,
            @Schema(example = "Charged twice") @Nullable String reason) {}

    @Schema(name = "Correction")
    record CorrectionJson(
            @Schema(example = "-12.50") String amount,
            @Schema(example = "47.50") String cashBalance,

            @Nullable @Schema(description = "The bill for what cash did not cover.")
            String billId) {

        static CorrectionJson of(Correction correction) {
            return new CorrectionJson(
                    Texts.amount(correction.amount()),
                    Texts.amount(correction.cashBalance()),
                    Texts.idOrNull(correction.billId()));
        }
    }

    @Schema(name = "LedgerEntry")
    record EntryJson(
            @Schema(example = "17") String id,
            Instant at,
            EntryKind kind,
            Fund fund,

            @Schema(example = "-40.00", description = "Positive in the customer's favour.")
            String amount,

            @Nullable String billId,
            @Nullable String couponId,
            @Nullable String resourceId,
            @Nullable String reference) {

        static EntryJson of(LedgerEntry entry) {
            return new EntryJson(
                    Texts.id(entry.sequence()),
                    entry.at(),
                    entry.kind(),
                    entry.fund(),
                    Texts.amount(entry.amount()),
                    Texts.idOrNull(entry.billId()),
                    Texts.idOrNull(entry.couponId()),
                    Texts.idOrNull(entry.resourceId()),
                    entry.reference());
        }
    }

    record AlertSettings(
            @Nullable Boolean enabled,
            @Schema(example = "[\"100.00\"]") @Nullable List<@Nullable String> thresholds,
            @Schema(example = "3") @Nullable Integer repeats) {}

    @Schema(name = "BalanceAlert")
    record AlertJson(boolean enabled, List<String> thresholds, int repeats, List<String> fired) {

        static AlertJson of(Alert alert) {
            return new AlertJson(
                    alert.enabled(),
                    alert.thresholds().stream().map(Texts::amount).toList(),
                    alert.repeats(),
                    alert.fired().stream().map(Texts::amount).toList());
        }
    }

    private final Accounts accounts;

    FundsController(Accounts accounts) {
        this.accounts = accounts;
    }

    @Operation(summary = "Top up", description = "Overdue bills first, then credit used, then cash balance.")
    @PostMapping(path = "/top-ups", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.BILLING_WRITE)
    @MovesMoney
    TopUpJson topUp(@PathVariable long accountId, @RequestBody NewTopUp body) {
        return TopUpJson.of(accounts.topUp(accountId, body.amount(), body.reference()));
    }

    @Operation(summary = "Grant a coupon")
    @PostMapping(path = "/coupons", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.BILLING_WRITE)
    @MovesMoney
    CouponJson grant(@PathVariable long accountId, @RequestBody NewCoupon body) {
        return CouponJson.of(accounts.grantCoupon(
                accountId,
                Inputs.required("kind", body.kind()),
                body.amount(),
                body.productCode(),
                body.validFrom(),
                body.validUntil()));
    }

    @Operation(summary = "Put a card on file", description = "It is tried at once on what is overdue.")
    // a key is taken but not asked for: what a first call has paid is overdue no more, so that a second charges nothing
    // again
    @PutMapping(path = "/card", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.BILLING_WRITE)
    CardJson putCard(@PathVariable long accountId, @RequestBody NewCard body) {
        accounts.putCard(accountId, body.token());
        return new CardJson(true);
    }

    @Operation(summary = "Correct the cash balance")
    @PostMapping(path = "/corrections", consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(ApiScope.BILLING_WRITE)
    @MovesMoney
    CorrectionJson correct(@PathVariable long accountId, @RequestBody NewCorrection body) {
        return CorrectionJson.of(accounts.correct(accountId, body.amount(), body.reason()));
    }

    @Operation(summary = "Ledger entries, newest first")
    @GetMapping("/ledger")
    @Scoped(ApiScope.BILLING_READ)
    Listing<EntryJson> ledger(
            @PathVariable long accountId,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return Listing.of(accounts.ledger(accountId, Page.limit(limit), cursor), EntryJson::of);
    }

    @Operation(summary = "The balance alert")
    @GetMapping("/balance-alert")
    @Scoped(ApiScope.BILLING_READ)
    AlertJson alert(@PathVariable long accountId) {
        return AlertJson.of(accounts.alert(accountId));
    }

    @Operation(summary = "Set the balance alert", description = "Up to five thresholds.")
    @PutMapping(path = "/balance-alert", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.BILLING_WRITE)
    AlertJson setAlert(@PathVariable long accountId, @RequestBody AlertSettings body) {
        accounts.setAlert(
                accountId,
                Inputs.required("enabled", body.enabled()),
                Inputs.all("thresholds", body.thresholds()),
                body.repeats());
        return AlertJson.of(accounts.alert(accountId));
    }
}
