package io.tideover.lifecycle.billing;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** An amount due at an instant. */
public final class Bill {

    /** What a bill can be. */
    public enum Status {
        OPEN,
        PAID,
        OVERDUE,
        DISPUTED,
        VOID
    }

    /** A part of a bill's amount; a bill with lines is their sum (F5). */
    public record Line(@Nullable Long resourceId, String description, Money amount) {}

    /** Oldest due first, then by recording (T5). */
    public static final Comparator<Bill> ORDER =
            Comparator.comparing(Bill::dueAt).thenComparing(Bill::sequence);

    private final long id;
    private final long sequence;
    private final String productCode;
    private final Money amount;
    private final @Nullable String reference;
    private final List<Line> lines;
    private final Instant recordedAt;
    private final boolean added;
    private Instant dueAt;
    private Money outstanding;
    private Status status;
    private @Nullable ZoneId zone;
    private Instant cardTriedUntil;
    private @Nullable String note;
    private boolean changed;

    public Bill(
            long id,
            long sequence,
            String productCode,
            Money amount,
            Money outstanding,
            Instant dueAt,
            Status status,
            @Nullable String reference,
            List<Line> lines,
            Instant recordedAt,
            @Nullable ZoneId zone,
            Instant cardTriedUntil,
            @Nullable String note,
            boolean added) {
        this.id = id;
        this.sequence = sequence;
        this.productCode = productCode;
        this.amount = amount;
        this.outstanding = outstanding;
        this.dueAt = dueAt;
        this.status = status;
        this.reference = reference;
        this.lines = List.copyOf(lines);
        this.recordedAt = recordedAt;
        this.zone = zone;
        this.cardTriedUntil = cardTriedUntil;
        this.note = note;
        this.added = added;
    }

    public long id() {
        return id;
    }

    public long sequence() {
        return sequence;
    }

    public String productCode() {
        return productCode;
    }

    public Money amount() {
        return amount;
    }

    public Money outstanding() {
        return outstanding;
    }

    public Instant dueAt() {
        return dueAt;
    }

    public Status status() {
        return status;
    }

    public @Nullable String reference() {
        return reference;
    }

    public List<Line> lines() {
        return lines;
    }

    public Instant recordedAt() {
        return recordedAt;
    }

    /** The account's time zone when it became overdue, in which its card tries are counted; null before. */
    public @Nullable ZoneId zone() {
        return zone;
    }

    /** Card tries due at or before this instant are done with. */
    public Instant cardTriedUntil() {
        return cardTriedUntil;
    }

    /** Why it was voided or disputed. */
    public @Nullable String note() {
        return note;
    }

    public boolean added() {
        return added;
    }

    public boolean changed() {
        return changed;
    }

    /** Can still be paid or voided. */
    public boolean isUnsettled() {
        return status == Status.OPEN || status == Status.OVERDUE || status == Status.DISPUTED;
    }

    public void becomeOverdue(ZoneId accountZone) {
        status = Status.OVERDUE;
        zone = accountZone;
        cardTriedUntil = dueAt;
        changed = true;
    }

    public void cardTriedAt(Instant at) {
        cardTriedUntil = at;
        changed = true;
    }

    public void dispute(String reason) {
        status = Status.DISPUTED;
        note = reason;
        changed = true;
    }

    /** A dispute lost by the customer makes it due now (F7). */
    public void dueAgain(Instant now) {
        status = Status.OPEN;
        dueAt = now;
        changed = true;
    }

    public void voidFor(String reason) {
        status = Status.VOID;
        outstanding = Money.zero(amount.getCurrencyUnit());
        note = reason;
        changed = true;
    }

    void pay(Money part) {
        outstanding = outstanding.minus(part);
        if (outstanding.isNegative()) {
            throw new IllegalStateException("bill " + id + " paid twice");
        }
        if (outstanding.isZero()) {
            status = Status.PAID;
        }
        changed = true;
    }
}
