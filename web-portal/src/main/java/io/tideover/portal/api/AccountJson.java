package io.tideover.portal.api;

import io.swagger.v3.oas.annotations.media.Schema;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An account as the API shows it. */
@Schema(name = "Account")
record AccountJson(
        @Schema(example = "10001") String id,
        @Schema(example = "Acme Ltd") String name,
        @Schema(example = "CNY") String currency,
        @Schema(example = "Asia/Shanghai") String timeZone,
        @Schema(example = "en") String locale,
        @Nullable @Schema(example = "V2") String tier,
        @Schema(example = "0.00") String creditLimit,
        @Nullable @Schema(example = "10017") String testClockId,
        Instant createdAt,

        @Schema(description = "What time it is for the account.")
        Instant now,

        boolean inArrears,
        @Nullable Instant arrearsSince,
        boolean cardOnFile) {

    static AccountJson of(AccountView account) {
        return new AccountJson(
                Texts.id(account.id()),
                account.name(),
                account.currency().getCode(),
                account.zone().getId(),
                account.locale().toLanguageTag(),
                account.tier(),
                Texts.amount(account.creditLimit()),
                account.clockId() == AccountClock.WALL ? null : Texts.id(account.clockId()),
                account.createdAt(),
                account.now(),
                account.inArrears(),
                account.arrearsSince(),
                account.cardToken() != null);
    }
}
