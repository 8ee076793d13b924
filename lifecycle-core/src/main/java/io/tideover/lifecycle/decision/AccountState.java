package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.BalanceAlert;
import io.tideover.lifecycle.billing.Bill;
import io.tideover.lifecycle.billing.Coupon;
import io.tideover.lifecycle.billing.Funds;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * All the decision needs of one account.
 *
 * @param bills the unsettled ones, and those the command at hand is about
 * @param coupons those that have not ended, and those the command at hand is about
 * @param resources the due ones; where the arrears spell may change, all pay-as-you-go ones; and those the command is about
 * @param minimumArrears arrears below it start no clock (F8)
 * @param othersWakeAt the earliest wake-up of the account's resources that are not among these; null: none
 */
public record AccountState(
        Account account,
        Funds funds,
        List<Bill> bills,
        List<Coupon> coupons,
        BalanceAlert alert,
        List<Resource> resources,
        Money minimumArrears,
        @Nullable Instant othersWakeAt) {

    /** What is outstanding on overdue bills. */
    public Money arrears() {
        Money sum = Money.zero(account.currency());
        for (Bill bill : bills) {
            if (bill.status() == Bill.Status.OVERDUE) {
                sum = sum.plus(bill.outstanding());
            }
        }
        return sum;
    }

    /** F2: cash and unused credit less arrears; may be negative. */
    public Money availableQuota() {
        return funds.cashBalance()
                .plus(funds.creditLimit())
                .minus(funds.creditUsed())
                .minus(arrears());
    }

    /** F2: what is left of the coupons of a kind that are valid at an instant. */
    public Money coupons(Coupon.Kind kind, Instant at) {
        Money sum = Money.zero(account.currency());
        for (Coupon coupon : coupons) {
            if (coupon.kind() == kind && coupon.validAt(at)) {
                sum = sum.plus(coupon.remaining());
            }
        }
        return sum;
    }

    /** F2: available quota and all valid coupons. */
    public Money availableFunds(Instant at) {
        return availableQuota().plus(coupons(Coupon.Kind.GENERAL, at)).plus(coupons(Coupon.Kind.PRODUCT, at));
    }

    /** The overdue bills, oldest due first, then by recording. */
    List<Bill> overdue() {
        return bills.stream()
                .filter(bill -> bill.status() == Bill.Status.OVERDUE)
                .sorted(Bill.ORDER)
                .toList();
    }

    Stream<Resource> payAsYouGo() {
        return resources.stream().filter(resource -> resource.isPayAsYouGo() && !resource.isReleased());
    }
}
