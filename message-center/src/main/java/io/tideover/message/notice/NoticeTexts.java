package io.tideover.message.notice;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.RevisionAction;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;

/** Puts notices into words, in English or Simplified Chinese (D5, D6). */
@Component
public class NoticeTexts {

    /** Stages with another text where there is no deadline to name. */
    public static final Set<Stage> WITHOUT_DEADLINE = Set.copyOf(
            EnumSet.of(Stage.OVERDUE, Stage.SUSPENDED, Stage.EXPIRED, Stage.PACKAGE_EXPIRED, Stage.PAYMENT_FAILED));

    private static final String BUNDLE = "messages_mail";

    private final ResourceBundleMessageSource messages = new ResourceBundleMessageSource();

    public NoticeTexts() {
        messages.setBasename(BUNDLE);
        messages.setDefaultEncoding("UTF-8");
        // English is the bundle without a language: the server's own language must not come before it
        messages.setFallbackToSystemLocale(false);
        messages.setAlwaysUseMessageFormat(true);
    }

    /** The texts themselves, for templates. */
    public MessageSource messages() {
        return messages;
    }

    /** The language that is written in for a receiver's. */
    public static Locale language(Locale wanted) {
        return wanted.getLanguage().equals("zh") ? Locale.SIMPLIFIED_CHINESE : Locale.ENGLISH;
    }

    /** What a notice says. */
    public NoticeText text(StoredNotice notice, AccountCard account, Locale wanted) {
        Locale locale = language(wanted);
        Instant deadline = deadline(notice);
        String when = deadline == null ? "" : instant(deadline, account, locale);
        Object[] arguments = arguments(notice, account, locale, account.name(), when, "format.instant");
        return new NoticeText(
                locale,
                oneLine(say(notice.stage() + ".subject", arguments, locale)),
                say(notice.stage() + ".lead", arguments, locale),
                say(key(notice.stage(), "next", deadline), arguments, locale),
                amount(notice, account),
                deadline == null ? null : when);
    }

    /** A notice's subject alone, for lists. */
    public String subject(StoredNotice notice, AccountCard account, Locale wanted) {
        return text(notice, account, wanted).subject();
    }

    /**
     * What a notice says in a text message: amount and deadline first.
     *
     * @param accountName what the account is called in it
     * @param secret the code of a verification, or null
     */
    public String sms(
            StoredNotice notice, AccountCard account, Locale wanted, String accountName, @Nullable String secret) {
        Locale locale = language(wanted);
        Instant deadline = deadline(notice);
        String when = deadline == null ? "" : instant(deadline, account, locale, "format.instant.short");
        Object[] arguments = arguments(notice, account, locale, accountName, when, "format.instant.short");
        if (secret != null) {
            arguments[7] = secret;
        }
        return oneLine(say(key(notice.stage(), "sms", deadline), arguments, locale));
    }

    /** The next deadline a notice names: the earliest of those of its resources, where it names any. */
    public static @Nullable Instant deadline(StoredNotice notice) {
        Instant first = notice.currentResources().stream()
                .map(ResourceLine::deadline)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(notice.deadline());
        return switch (notice.stage()) {
            case RELEASE_REMINDER -> later(first, notice.recordedAt(), fact(notice, "releaseAt"));
            case EXPIRY_REMINDER -> Objects.requireNonNullElse(fact(notice, "expiresAt"), notice.createdAt());
            case PAYMENT_FAILED ->
                Objects.requireNonNullElse(fact(notice, "nextTryAt"), Instant.MIN)
                                .equals(Instant.MIN)
                        ? null
                        : fact(notice, "nextTryAt");
            case BILL_ISSUED -> notice.deadline() == null ? notice.createdAt() : notice.deadline();
            case SUSPENSION_REMINDER -> first == null ? notice.createdAt() : first;
            case OVERDUE, SUSPENDED, EXPIRED, PACKAGE_EXPIRED -> first;
            case PAYMENT_RECEIVED,
                    RELEASED,
                    RESTORED,
                    RENEWED,
                    BALANCE_LOW,
                    BALANCE_RECOVERED,
                    CONTACT_CHANGED,
                    RECEIVER_VERIFICATION -> null;
        };
    }

    /** An instant in the account's time zone. */
    public String instant(Instant instant, AccountCard account, Locale wanted) {
        return instant(instant, account, language(wanted), "format.instant");
    }

    private String instant(Instant instant, AccountCard account, Locale locale, String pattern) {
        return DateTimeFormatter.ofPattern(messages.getMessage(pattern, null, locale), locale)
                .withZone(account.zone())
                .format(instant);
    }

    /** An amount with its currency. */
    public static String money(BigDecimal amount, String currency) {
        int digits = Math.max(0, CurrencyUnit.of(currency).getDecimalPlaces());
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return currency + " " + format.format(amount);
    }

    private static @Nullable String amount(StoredNotice notice, AccountCard account) {
        BigDecimal amount = decimal(notice, "amount");
        if (amount == null && isOverdue(notice)) {
            amount = decimal(notice, "arrears");
        }
        return amount == null ? null : money(amount, account.currency());
    }

    /**
     * What brings the resources back, as the bundles choose by: 0 renewing, 1 settling arrears, 2 both for what is prepaid (in arrears
     * nothing can be renewed, R2), 3 each for its own.
     */
    private static int remedy(StoredNotice notice, List<ResourceLine> resources) {
        boolean prepaid = resources.stream().anyMatch(ResourceLine::prepaid);
        boolean postpaid = resources.stream().anyMatch(line -> !line.prepaid());
        if (!isOverdue(notice)) {
            return 0;
        }
        return !prepaid ? 1 : postpaid ? 3 : 2;
    }

    private Object[] arguments(
            StoredNotice notice,
            AccountCard account,
            Locale locale,
            String accountName,
            String deadline,
            String pattern) {
        List<ResourceLine> resources = notice.currentResources();
        BigDecimal arrears = decimal(notice, "arrears");
        return new Object[] {
            accountName,
            Objects.requireNonNullElse(amount(notice, account), ""),
            deadline,
            Math.max(1, notice.currentCount()),
            resources.isEmpty() ? "" : resources.getFirst().name(),
            remedy(notice, resources),
            arrears == null ? "" : money(arrears, account.currency()),
            other(notice, account, locale, pattern),
            notice.facts().getOrDefault("actor", ""),
            state(resources, locale)
        };
    }

    /** What a resource is called in RETENTION by its policy: {@code frozen}; the common word where it is under none now. */
    public String state(@Nullable String label, Locale wanted) {
        String known = label == null ? "Suspended" : label;
        String fallback = known.isEmpty() ? known : known.substring(0, 1).toLowerCase(Locale.ROOT) + known.substring(1);
        String state = messages.getMessage("state." + known, null, fallback, language(wanted));
        return Objects.requireNonNull(state);
    }

    /** The one word that all of them share, else the common one. */
    private String state(List<ResourceLine> resources, Locale locale) {
        List<String> labels = resources.stream()
                .map(ResourceLine::label)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return state(labels.size() == 1 ? labels.getFirst() : null, locale);
    }

    private String other(StoredNotice notice, AccountCard account, Locale locale, String pattern) {
        return switch (notice.stage()) {
            case BALANCE_LOW, BALANCE_RECOVERED -> {
                BigDecimal threshold = decimal(notice, "threshold");
                yield threshold == null ? "" : money(threshold, account.currency());
            }
            case RENEWED -> {
                Instant end = fact(notice, "expiresAt");
                yield end == null ? "" : instant(end, account, locale, pattern);
            }
            case CONTACT_CHANGED -> {
                String named = notice.facts().getOrDefault("target", "");
                // a message type is stored by its code; a receiver by its name, which is never read as one
                boolean isType = RevisionAction.SETTING_CHANGED
                        .name()
                        .equals(notice.facts().get("action"));
                String target = isType
                        ? Objects.requireNonNull(messages.getMessage("type." + named, null, named, locale))
                        : named;
                String detail = notice.facts().getOrDefault("detail", "");
                String what = Arrays.stream(RevisionAction.values())
                        .filter(action -> action.name().equals(notice.facts().get("action")))
                        .findFirst()
                        .map(action -> messages.getMessage("change." + action, null, locale))
                        .orElse("");
                yield what + ", " + target + (detail.isEmpty() ? "" : " (" + detail + ")");
            }
            case RECEIVER_VERIFICATION -> notice.facts().getOrDefault("receiver", "");
            case BILL_ISSUED,
                    PAYMENT_RECEIVED,
                    PAYMENT_FAILED,
                    OVERDUE,
                    SUSPENSION_REMINDER,
                    SUSPENDED,
                    RELEASE_REMINDER,
                    RELEASED,
                    RESTORED,
                    EXPIRY_REMINDER,
                    EXPIRED,
                    PACKAGE_EXPIRED -> "";
        };
    }

    private String say(String key, Object[] arguments, Locale locale) {
        return messages.getMessage(key, arguments, locale);
    }

    private static String key(Stage stage, String part, @Nullable Instant deadline) {
        boolean open = deadline == null && WITHOUT_DEADLINE.contains(stage);
        return stage + "." + part + (open ? ".open" : "");
    }

    private static boolean isOverdue(StoredNotice notice) {
        BigDecimal arrears = decimal(notice, "arrears");
        return arrears != null && arrears.signum() > 0;
    }

    /** A final notice that went out late names an instant that is later than its resources' own deadlines (R5). */
    private static @Nullable Instant later(@Nullable Instant first, Instant recordedAt, @Nullable Instant named) {
        if (first == null) {
            return named;
        }
        return first.isAfter(recordedAt) || named == null ? first : named;
    }

    private static @Nullable BigDecimal decimal(StoredNotice notice, String fact) {
        String value = notice.facts().get(fact);
        return value == null || value.isEmpty() ? null : new BigDecimal(value);
    }

    private static @Nullable Instant fact(StoredNotice notice, String name) {
        String value = notice.facts().get(name);
        if (value == null) {
            return null;
        }
        try {
            return Instant.parse(value);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]+", " ").strip();
    }
}
