package io.tideover.lifecycle.policy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.threeten.extra.PeriodDuration;

/** Arithmetic of ISO-8601 spans: their date part is added in a time zone, their time part exactly (T2). */
public final class Spans {

    /** DATETIME(6) ends with 9999: what follows from an instant, such as the end of a retention, has to fit as well. */
    public static final int LAST_YEAR = 9000;

    private static final int MOST_MONTHS = 1_200;
    private static final int MOST_DAYS = 36_600;

    private Spans() {}

    public static Instant add(Instant start, PeriodDuration span, ZoneId zone) {
        return start.atZone(zone).plus(span.getPeriod()).toInstant().plus(span.getDuration());
    }

    public static Instant subtract(Instant end, PeriodDuration span, ZoneId zone) {
        return end.atZone(zone).minus(span.getPeriod()).toInstant().minus(span.getDuration());
    }

    public static Instant addDays(Instant start, int days, ZoneId zone) {
        return start.atZone(zone).plusDays(days).toInstant();
    }

    /** Whether an instant is so far off that it is not counted with. */
    public static boolean isTooFar(Instant at) {
        return at.atOffset(ZoneOffset.UTC).getYear() > LAST_YEAR;
    }

    /**
     * A span that is not negative in any part and at most 100 years long.
     *
     * @throws IllegalArgumentException where the text is no ISO-8601 duration, or a part of it is negative or too long
     */
    public static PeriodDuration parse(String text) {
        PeriodDuration span;
        try {
            span = PeriodDuration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("not an ISO-8601 duration: " + text, e);
        }
        if (span.getPeriod().isNegative() || span.getDuration().isNegative()) {
            throw new IllegalArgumentException("a duration must not be negative: " + text);
        }
        if (isTooLong(span.getPeriod()) || span.getDuration().toDays() > MOST_DAYS) {
            throw new IllegalArgumentException("a duration has at most 100 years: " + text);
        }
        return span;
    }

    /**
     * A positive period of whole days, weeks, months or years, as renewals take it (R8).
     *
     * @throws IllegalArgumentException where the text is anything else
     */
    public static Period parsePeriod(String text) {
        Period period;
        try {
            period = Period.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("not an ISO-8601 date period: " + text, e);
        }
        if (period.isNegative() || period.isZero() || isTooLong(period)) {
            throw new IllegalArgumentException("a period must be positive and at most 100 years: " + text);
        }
        return period;
    }

    private static boolean isTooLong(Period period) {
        return period.toTotalMonths() > MOST_MONTHS || period.getDays() > MOST_DAYS;
    }
}
