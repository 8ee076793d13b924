package io.tideover.message.notice;

import java.util.List;

/**
 * The bills that a notice is about.
 *
 * @param first the first {@link #MOST} by due date
 * @param count how many there are
 */
public record NamedBills(List<BillLine> first, int count) {

    /** Bills that are named; the rest are counted. */
    public static final int MOST = 50;

    static final NamedBills NONE = new NamedBills(List.of(), 0);

    /** One bill, or several that are all named. */
    public static NamedBills of(BillLine... bills) {
        return new NamedBills(List.of(bills), bills.length);
    }

    /** How many are not named. */
    public int more() {
        return count - first.size();
    }
}
