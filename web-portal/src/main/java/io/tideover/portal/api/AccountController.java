package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.Changes;
import io.tideover.lifecycle.engine.Accounts.Standing;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Timelines;
import io.tideover.lifecycle.engine.Timelines.Item;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.portal.api.AccountOpening.Owner;
import io.tideover.portal.security.ApiScope;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Accounts: opening, changing, finding them, how they stand and what will happen to them. */
@RestController
@RequestMapping(path = "/api/v1/accounts", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Accounts")
class AccountController {

    @Schema(name = "NewOwner")
    record NewOwner(
            @Schema(example = "Ada Chen") @Nullable String name,

            @Schema(example = "owner@acme.example") @Nullable
            String email,

            @Schema(example = "+14155550100") @Nullable String phone) {}

    record NewAccount(
            @Schema(example = "Acme Ltd") @Nullable String name,
            @Schema(example = "CNY") @Nullable String currency,
            @Schema(example = "Asia/Shanghai") @Nullable String timeZone,
            @Schema(example = "en") @Nullable String locale,
            @Schema(example = "V2") @Nullable String tier,
            @Schema(example = "0.00") @Nullable String creditLimit,
            @Schema(example = "10017") @Nullable String testClockId,
            @Nullable NewOwner owner,
            @Schema(example = "tok_ok") @Nullable String cardToken) {}

    record AccountChange(
            @Schema(example = "Acme Holding") @Nullable String name,
            @Schema(example = "Europe/Berlin") @Nullable String timeZone,
            @Schema(example = "zh-CN") @Nullable String locale,

            @Schema(
                    example = "V3",
                    types = {"string", "null"},
                    description = "null takes the account's tier away.")
            @JsonDeserialize(using = ApiJson.TextOrNone.class)
            @Nullable
            String tier,

            @Schema(example = "500.00") @Nullable String creditLimit) {}

    @Schema(name = "Standing")
    record StandingJson(
            @Schema(example = "CNY") String currency,
            @Schema(example = "120.00") String cashBalance,
            @Schema(example = "0.00") String creditLimit,
            @Schema(example = "0.00") String creditUsed,
            @Schema(example = "120.00") String availableQuota,
            @Schema(example = "50.00") String generalCashCoupons,
            @Schema(example = "0.00") String cashCoupons,
            @Schema(example = "170.00") String availableFunds,
            @Schema(example = "0.00") String arrears,
            @Nullable Instant arrearsSince,
            boolean inArrears) {

        static StandingJson of(Standing standing) {
            return new StandingJson(
                    standing.currency().getCode(),
                    Texts.amount(standing.cashBalance()),
                    Texts.amount(standing.creditLimit()),
                    Texts.amount(standing.creditUsed()),
                    Texts.amount(standing.availableQuota()),
                    Texts.amount(standing.generalCashCoupons()),
                    Texts.amount(standing.cashCoupons()),
                    Texts.amount(standing.availableFunds()),
                    Texts.amount(standing.arrears()),
                    standing.arrearsSince(),
                    standing.inArrears());
        }
    }

    record TimelineItem(
            Instant at,
            Timelines.Kind kind,
            @Nullable @Schema(example = "10023") String resourceId,
            @Nullable Phase from,
            @Nullable Phase to,
            @Nullable Stage stage) {

        static TimelineItem of(Item item) {
            return new TimelineItem(
                    item.at(), item.kind(), Texts.idOrNull(item.resourceId()), item.from(), item.to(), item.stage());
        }
    }

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_LOCALE = 16;
    private static final int LONGEST_ZONE = 64;
    private static final Period LOOKED_AHEAD = Period.ofYears(1);

    private final AccountOpening opening;
    private final Accounts accounts;
    private final AccountSearch search;
    private final Timelines timelines;

    AccountController(AccountOpening opening, Accounts accounts, AccountSearch search, Timelines timelines) {
        this.opening = opening;
        this.accounts = accounts;
        this.search = search;
        this.timelines = timelines;
    }

    @Operation(summary = "Open an account", description = "The owner's addresses given here count as verified.")
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Scoped(value = ApiScope.ACCOUNTS_WRITE, providerWide = true)
    AccountJson open(@RequestBody NewAccount body) {
        NewOwner owner = Inputs.required("owner", body.owner());
        return AccountJson.of(opening.open(
                Inputs.text("name", body.name(), LONGEST_NAME),
                Inputs.required("currency", body.currency()),
                Inputs.text("timeZone", body.timeZone(), LONGEST_ZONE),
                Inputs.text("locale", body.locale(), LONGEST_LOCALE),
                body.tier(),
                body.creditLimit(),
                Inputs.idOrNull("testClockId", body.testClockId()),
                body.cardToken(),
                new Owner(
                        Inputs.required("owner.name", owner.name()),
                        Inputs.required("owner.email", owner.email()),
                        owner.phone())));
    }

    @Operation(summary = "Change an account", description = "What is absent or null stays as it is.")
    @PatchMapping(path = "/{accountId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Scoped(ApiScope.ACCOUNTS_WRITE)
    AccountJson change(@PathVariable long accountId, @RequestBody AccountChange body) {
        accounts.change(
                accountId,
                new Changes(
                        body.name(),
                        Inputs.textOrNull("timeZone", body.timeZone(), LONGEST_ZONE),
                        Inputs.textOrNull("locale", body.locale(), LONGEST_LOCALE),
                        body.tier(),
                        body.creditLimit()));
        return AccountJson.of(accounts.get(accountId));
    }

    @Operation(summary = "Accounts by name, id or owner's email")
    @GetMapping
    @Scoped(ApiScope.ACCOUNTS_READ)
    Listing<AccountJson> search(
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return Listing.of(
                search.search(Inputs.query(query), Caller.onlyAccount(), Page.limit(limit), cursor), AccountJson::of);
    }

    @Operation(summary = "An account")
    @GetMapping("/{accountId}")
    @Scoped(ApiScope.ACCOUNTS_READ)
    AccountJson get(@PathVariable long accountId) {
        return AccountJson.of(accounts.get(accountId));
    }

    @Operation(summary = "Funds and arrears")
    @GetMapping("/{accountId}/standing")
    @Scoped(ApiScope.BILLING_READ)
    StandingJson standing(@PathVariable long accountId) {
        return StandingJson.of(accounts.standing(accountId));
    }

    @Operation(
            summary = "What will happen if nothing is paid",
            description = "A card on file is taken to decline, mail to be accepted. In the order of time.")
    @GetMapping("/{accountId}/timeline")
    @Scoped(ApiScope.ACCOUNTS_READ)
    Listing<TimelineItem> timeline(
            @PathVariable long accountId,
            @RequestParam(required = false) @Schema(example = "2026-06-01T00:00:00Z") @Nullable String until,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Instant given = Inputs.instant("until", until);
        Instant end = given != null
                ? given
                : accounts.get(accountId)
                        .now()
                        .atOffset(ZoneOffset.UTC)
                        .plus(LOOKED_AHEAD)
                        .toInstant();
        return Listing.of(Inputs.slice(timelines.timeline(accountId, end).items(), limit, cursor), TimelineItem::of);
    }
}
