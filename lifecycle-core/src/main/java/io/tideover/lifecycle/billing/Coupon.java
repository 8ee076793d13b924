package io.tideover.lifecycle.billing;

import java.time.Instant;
import java.util.Comparator;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** A voucher for a part of bills: of one product, or of any. */
public final class Coupon {

    /** A coupon for one product, or for all. */
    public enum Kind {
        GENERAL,
        PRODUCT
    }

    /** Earliest end first; without an end last; ties by grant (F1). */
    public static final Comparator<Coupon> ORDER = Comparator.comparing(
                    (Coupon coupon) -> coupon.validUntil == null ? Instant.MAX : coupon.validUntil)
            .thenComparing(coupon -> coupon.sequence);

    private final long id;
    private final long sequence;
    private final Kind kind;
    private final @Nullable String productCode;
    private final Money amount;
    private final Instant validFrom;
    private final @Nullable Instant validUntil;
    private Money remaining;
    private boolean ended;
    private boolean changed;
    private final boolean added;

    public Coupon(
            long id,
            long sequence,
            Kind kind,
            @Nullable String productCode,
            Money amount,
            Money remaining,
            Instant validFrom,
            @Nullable Instant validUntil,
            boolean ended,
            boolean added) {
        this.id = id;
        this.sequence = sequence;
        this.kind = kind;
        this.productCode = productCode;
        this.amount = amount;
        this.remaining = remaining;
        this.validFrom = validFrom;
        this.validUntil = validUntil;
        this.ended = ended;
        this.added = added;
    }

    public long id() {
        return id;
    }

    public long sequence() {
        return sequence;
    }

    public Kind kind() {
        return kind;
    }

    public @Nullable String productCode() {
        return productCode;
    }

    public Money amount() {
        return amount;
    }

    public Money remaining() {
        return remaining;
    }

    public Instant validFrom() {
        return validFrom;
    }

    public @Nullable Instant validUntil() {
        return validUntil;
    }

    /** What was left of it has been forfeited (F2). */
    public boolean ended() {
        return ended;
    }

    public boolean changed() {
        return changed;
    }

    public boolean added() {
        return added;
    }

    public boolean validAt(Instant at) {
        return !ended && !at.isBefore(validFrom) && (validUntil == null || at.isBefore(validUntil));
    }

    public boolean fits(@Nullable String product) {
        return kind == Kind.GENERAL || (productCode != null && productCode.equals(product));
    }

    void change(Money by) {
        remaining = remaining.plus(by);
        if (remaining.isNegative() || remaining.isGreaterThan(amount)) {
            throw new IllegalStateException("coupon " + id + " would hold " + remaining);
        }
        changed = true;
    }

    void end() {
        ended = true;
        changed = true;
    }
}
