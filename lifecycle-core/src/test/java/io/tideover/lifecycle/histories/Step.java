package io.tideover.lifecycle.histories;

import java.time.Instant;
import java.time.Period;
import java.util.List;

/**
 * One thing that happens to the account of a history, in words that neither side owns: amounts in minor units, bills
 * and resources by the label they were made under. A step whose label was never made is skipped by both sides, so that
 * steps can be dropped from a history.
 */
sealed interface Step {

    record Wait() implements Step {}

    record RecordBill(String label, String product, long amount, Instant dueAt) implements Step {}

    record TopUp(long amount) implements Step {}

    /** A coupon; general where it names no product, in force at once where it has no start. */
    record GrantCoupon(String product, long amount, Instant from, Instant until) implements Step {}

    record PutCard(boolean good) implements Step {}

    /** A signed correction; the bill it may leave takes the label. */
    record Correct(String label, long amount) implements Step {}

    record PayNow(String bill, boolean byCard) implements Step {}

    record VoidBill(String bill) implements Step {}

    record Dispute(String bill) implements Step {}

    record CloseDispute(String bill, boolean forCustomer) implements Step {}

    record Register(String label, String product, String mode, Instant expiresAt) implements Step {}

    record Renew(String resource, Period period, long price) implements Step {}

    record AutoRenew(String resource, boolean enabled, Period period, long price) implements Step {}

    record ChangeMode(String resource, String mode, Instant expiresAt, long price) implements Step {}

    record Extend(String resource, int days) implements Step {}

    record Hold(String resource) implements Step {}

    record LiftHold(String resource) implements Step {}

    record ScheduleRelease(String resource, Instant at) implements Step {}

    record CancelRelease(String resource) implements Step {}

    record ReleaseByHand(String resource) implements Step {}

    record Delete(String resource) implements Step {}

    record SetTier(String tier) implements Step {}

    record SetCreditLimit(long limit) implements Step {}

    record SetAlert(boolean enabled, List<Long> thresholds, int repeats) implements Step {}

    /** A step and the instant the account's clock shows when it is taken. */
    record Timed(Instant at, Step step) {}
}
