package io.tideover.portal.page;

import io.tideover.message.receiver.Receivers;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.threeten.extra.PeriodDuration;

/** How amounts, instants and spans are shown to one visitor: in the account's time zone and the visitor's language. */
public final class Show {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final MessageSource messages;
    private final Locale locale;
    private final ZoneId zone;
    private final Instant now;

    public Show(MessageSource messages, Locale locale, ZoneId zone, Instant now) {
        this.messages = messages;
        this.locale = locale;
        this.zone = zone;
        this.now = now;
    }

    public Instant now() {
        return now;
    }

    public ZoneId zone() {
        return zone;
    }

    /** The same visitor, reading of an account with a time zone and a now of its own. */
    public Show at(ZoneId otherZone, Instant otherNow) {
        return new Show(messages, locale, otherZone, otherNow);
    }

    /** Digits and separators without the currency: {@code 1,234.50}. */
    public String amount(Money money) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(money.getScale());
        format.setMaximumFractionDigits(money.getScale());
        return format.format(money.getAmount());
    }

    /** With the currency before it: {@code CNY 1,234.50}. */
    public String money(Money money) {
        return money.getCurrencyUnit().getCode() + "\u00a0" + amount(money);
    }

    /** What an amount of a currency may look like in a form: {@code 100.00}, {@code 100}. */
    public String example(CurrencyUnit currency) {
        return plain(Money.of(currency, 100));
    }

    /** Digits as a form takes them: {@code 1234.50}. */
    public String plain(Money money) {
        return money.getAmount().toPlainString();
    }

    /** A day: {@code 21 Jan}, with the year where it is not this one. */
    public String day(Instant instant) {
        ZonedDateTime at = instant.atZone(zone);
        return at.format(pattern(at.getYear() == now.atZone(zone).getYear() ? "format.day" : "format.day-of-year"));
    }

    /** A day and a time of day. */
    public String moment(Instant instant) {
        ZonedDateTime at = instant.atZone(zone);
        return at.format(
                pattern(at.getYear() == now.atZone(zone).getYear() ? "format.moment" : "format.moment-of-year"));
    }

    public String month(LocalDate month) {
        return month.format(pattern("format.month"));
    }

    public String shortMonth(LocalDate month) {
        return month.format(pattern("format.short-month"));
    }

    /** Whole, with the time zone: what one sees on hovering. */
    public String exact(Instant instant) {
        return instant.atZone(zone).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")) + " " + zone.getId();
    }

    public String iso(Instant instant) {
        return instant.toString();
    }

    /** How far from now: {@code in 3 days}, {@code 2 hours ago}. Days are counted by the calendar. */
    public String relative(Instant instant) {
        long days = ChronoUnit.DAYS.between(
                now.atZone(zone).toLocalDate(), instant.atZone(zone).toLocalDate());
        boolean ahead = !instant.isBefore(now);
        if (days != 0) {
            return message(ahead ? "relative.in-days" : "relative.days-ago", Math.abs(days));
        }
        long minutes = Duration.between(now, instant).abs().toMinutes();
        if (minutes == 0) {
            return message("relative.now");
        }
        return minutes >= 60
                ? message(ahead ? "relative.in-hours" : "relative.hours-ago", minutes / 60)
                : message(ahead ? "relative.in-minutes" : "relative.minutes-ago", minutes);
    }

    /** Calendar days from now on. */
    public long daysAhead(Instant instant) {
        return ChronoUnit.DAYS.between(
                now.atZone(zone).toLocalDate(), instant.atZone(zone).toLocalDate());
    }

    /** A span in days where it is one, else as ISO-8601. */
    public String span(@Nullable PeriodDuration span) {
        if (span == null) {
            return message("span.open");
        }
        if (span.isZero()) {
            return message("span.none");
        }
        boolean onlyDays = span.getDuration().isZero() && span.getPeriod().toTotalMonths() == 0;
        return onlyDays ? message("span.days", span.getPeriod().getDays()) : span.toString();
    }

    /** What is wrong with a form, in the visitor's language where there are words for it. */
    public String problem(Problem problem) {
        String text = messages.getMessage(problem.key(), problem.values().toArray(), null, locale);
        return text == null ? problem.text() : text;
    }

    /**
     * What is kept of a delivery or of a job's run: our own sentences in the visitor's language, what a provider said as it is. What
     * varies in a sentence of ours are its numbers and what follows a colon.
     */
    public @Nullable String said(@Nullable String kept) {
        if (kept == null) {
            return null;
        }
        int colon = kept.indexOf(": ");
        String sentence = colon < 0 ? kept : kept.substring(0, colon);
        Matcher numbers = NUMBER.matcher(sentence);
        List<Object> values = new ArrayList<>();
        numbers.results().forEach(number -> values.add(Long.valueOf(number.group())));
        if (colon >= 0) {
            values.add(kept.substring(colon + 2));
        }
        String key = "said." + Problem.dashed(numbers.replaceAll("n"));
        String text = messages.getMessage(key, values.toArray(), null, locale);
        return text == null ? kept : text;
    }

    /** A receiver's name; an owner who has none but that is named in the visitor's language. */
    public String person(String name) {
        return name.equals(Receivers.OWNER) ? owner() : name;
    }

    /** What an account's owner is called who is not named. */
    public String owner() {
        return message("receiver.owner");
    }

    public String message(String key, Object... arguments) {
        return messages.getMessage(key, arguments, locale);
    }

    private DateTimeFormatter pattern(String key) {
        return DateTimeFormatter.ofPattern(message(key), locale);
    }
}
