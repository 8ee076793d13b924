package io.tideover.lifecycle.billing;

import java.time.Instant;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * One movement of money; append-only.
 *
 * @param sequence its place among everything recorded for the account
 * @param at the instant it fell due
 * @param amount positive in the customer's favour
 */
public record LedgerEntry(
        long accountId,
        long sequence,
        Instant at,
        EntryKind kind,
        Fund fund,
        Money amount,
        @Nullable Long billId,
        @Nullable Long couponId,
        @Nullable Long resourceId,
        @Nullable String reference) {}
