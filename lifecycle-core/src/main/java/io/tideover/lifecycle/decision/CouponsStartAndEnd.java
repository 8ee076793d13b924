package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.billing.Coupon;
import java.time.Instant;
import java.util.List;

/** F2: what is left of an ended coupon is forfeited. A starting one is funds arriving (F3), which the collection right after sees. */
final class CouponsStartAndEnd implements Rule {

    @Override
    public void apply(Run run, Instant at) {
        for (Coupon coupon : List.copyOf(run.state().coupons())) {
            Instant end = coupon.validUntil();
            if (!coupon.ended() && end != null && !end.isAfter(at)) {
                run.ledger().end(coupon, end);
            }
        }
    }

    @Override
    public Instant next(AccountState state) {
        Instant next = NEVER;
        for (Coupon coupon : state.coupons()) {
            Instant end = coupon.validUntil();
            if (coupon.ended()) {
                continue;
            }
            if (coupon.validFrom().isAfter(state.account().processedAt())) {
                next = Rule.earlier(next, coupon.validFrom());
            }
            if (end != null) {
                next = Rule.earlier(next, end);
            }
        }
        return next;
    }
}
