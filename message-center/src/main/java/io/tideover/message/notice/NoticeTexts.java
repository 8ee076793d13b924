package io.tideover.message.notice;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.receiver.RevisionAction;
import io.tideover.message.receiver.SettingChange;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.joda.money.CurrencyUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.support.ResourceBundleMessageSource;
import org.springframework.stereotype.Component;

/** Puts notices into words, in English or Simplified Chinese (D5, D6). */
@Component
public class NoticeTexts {

    /** Stages with another text where there is no deadline to name. */
    private static final Set<Stage> WITHOUT_DEADLINE =
            EnumSet.of(Stage.OVERDUE, Stage.SUSPENDED, Stage.EXPIRED, Stage.PACKAGE_EXPIRED, Stage.PAYMENT_FAILED);

    /** Stages that say what comes next in other words where it does not come for all of their resources alike. */
    private static final Set<Stage> WITH_SEVERAL_DEADLINES = EnumSet.of(
            Stage.OVERDUE,
            Stage.SUSPENSION_REMINDER,
            Stage.SUSPENDED,
            Stage.RELEASE_REMINDER,
            Stage.EXPIRY_REMINDER,
            Stage.EXPIRED,
            Stage.PACKAGE_EXPIRED);

    private static final String BUNDLE = "messages_mail";

    /** What brings resources back: in arrears nothing can be renewed, so that what is prepaid then needs both (R2). */
    private enum Remedy {
        RENEW,
        SETTLE,
        SETTLE_AND_RENEW,
        /** Each its own. */
        EACH
    }

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

    /** The texts that notices of a stage are made of. */
    public static Set<String> keys(Stage stage) {
        Set<String> keys = new TreeSet<>();
        for (String part : List.of("subject", "lead", "next", "sms")) {
            keys.add(stage + "." + part);
            if (stage == Stage.PAYMENT_FAILED) {
                keys.add(stage + "." + part + ".arrears");
            }
        }
        if (WITHOUT_DEADLINE.contains(stage)) {
            for (String key : List.copyOf(keys)) {
                if (key.contains(".next") || key.contains(".sms")) {
                    keys.add(key + ".open");
                }
            }
        }
        if (WITH_SEVERAL_DEADLINES.contains(stage)) {
            keys.add(stage + ".next.several");
        }
        return keys;
    }

    /** What a mail's subject line says: in a mailbox there are other accounts' mails. */
    public String subjectLine(NoticeText text, AccountCard account) {
        return oneLine(say("subject", new Object[] {text.subject(), account.name()}, text.locale()));
    }

    /** What the amount of a notice is. */
    public String amountLabel(Stage stage, Locale wanted) {
        String key = switch (stage) {
            case BILL_ISSUED, PAYMENT_RECEIVED, PAYMENT_FAILED, RENEWED, CONTACT_CHANGED, RECEIVER_VERIFICATION ->
                "label.amount";
            case OVERDUE,
                    SUSPENSION_REMINDER,
                    SUSPENDED,
                    RELEASE_REMINDER,
                    RELEASED,
                    RESTORED,
                    EXPIRY_REMINDER,
                    EXPIRED,
                    PACKAGE_EXPIRED -> "label.overdue";
            case BALANCE_LOW, BALANCE_RECOVERED -> "label.available";
        };
        return say(key, new Object[0], language(wanted));
    }

    /** What a notice says. */
    public NoticeText text(StoredNotice notice, AccountCard account, Locale wanted) {
        Locale locale = language(wanted);
        Instant deadline = deadline(notice);
        String when = deadline == null ? "" : instant(deadline, account, locale);
        Object[] arguments = arguments(notice, account, locale, account.name(), when, "format.instant");
        return new NoticeText(
                locale,
                oneLine(say(key(notice, "subject", deadline), arguments, locale)),
                say(key(notice, "lead", deadline), arguments, locale),
                say(key(notice, "next", deadline), arguments, locale).strip(),
                amount(notice, account),
                deadline == null ? null : isForSome(notice) ? whose(notice, when, locale) : when);
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
        return oneLine(say(key(notice, "sms", deadline), arguments, locale));
    }

    /** The next deadline a notice names: the earliest of those of its resources, where it names any. */
    public static @Nullable Instant deadline(StoredNotice notice) {
        NamedResources resources = notice.resources();
        Instant first = resources.isEmpty() ? notice.deadline() : resources.deadline();
        return switch (notice.stage()) {
            case RELEASE_REMINDER -> first == null ? fact(notice, "releaseAt") : first;
            case EXPIRY_REMINDER ->
                first == null ? Objects.requireNonNullElse(fact(notice, "expiresAt"), notice.createdAt()) : first;
            case PAYMENT_FAILED -> fact(notice, "nextTryAt");
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

    /** What brings the resources back, as the bundles name it. */
    private static Remedy remedy(StoredNotice notice) {
        if (!isOverdue(notice)) {
            return Remedy.RENEW;
        }
        if (!notice.resources().anyPrepaid()) {
            return Remedy.SETTLE;
        }
        return notice.resources().anyPostpaid() ? Remedy.EACH : Remedy.SETTLE_AND_RENEW;
    }

    private Object[] arguments(
            StoredNotice notice,
            AccountCard account,
            Locale locale,
            String accountName,
            String deadline,
            String pattern) {
        NamedResources resources = notice.resources();
        int count = Math.max(1, resources.count());
        Remedy remedy = remedy(notice);
        BigDecimal arrears = decimal(notice, "arrears");
        String owed = arrears == null ? "" : money(arrears, account.currency());
        String name = resources.isEmpty() ? "" : resources.first().getFirst().name();
        String firstToChange = names(resources, resources.changeFirst(), locale);
        int later = resources.changeLater();
        int undated = resources.undated();
        return new Object[] {
            accountName,
            Objects.requireNonNullElse(amount(notice, account), ""),
            deadline,
            count,
            name,
            remedy == Remedy.RENEW ? 0 : 1,
            owed,
            other(notice, account, locale, pattern),
            notice.facts().getOrDefault("actor", ""),
            either(resources, kind -> true, locale),
            names(resources, resources.count(), locale),
            say("names.first", new Object[] {firstToChange, later, undated}, locale),
            undated == 0 ? "" : say("next.undated", new Object[] {undated}, locale),
            becoming(resources, locale),
            becomesReleased(resources) ? 1 : 0,
            firstToChange,
            say("remedy." + remedy, new Object[] {count, owed}, locale),
            say("reason." + remedy, new Object[] {count, owed}, locale),
            later,
            isForSome(notice) ? 1 : 0
        };
    }

    /** What a resource is called in RETENTION by its policy: {@code frozen}; the common word where it is under none now. */
    public String state(@Nullable String label, Locale wanted) {
        String known = label == null ? "Suspended" : label;
        String fallback = known.isEmpty() ? known : known.substring(0, 1).toLowerCase(Locale.ROOT) + known.substring(1);
        String state = messages.getMessage("state." + known, null, fallback, language(wanted));
        return Objects.requireNonNull(state);
    }

    /** Whether the next deadline is that of some of the resources alone. */
    private static boolean isForSome(StoredNotice notice) {
        return WITH_SEVERAL_DEADLINES.contains(notice.stage())
                && !notice.resources().changeTogether();
    }

    private String whose(StoredNotice notice, String when, Locale locale) {
        NamedResources resources = notice.resources();
        return say("deadline.whose", new Object[] {when, names(resources, resources.changeFirst(), locale)}, locale);
    }

    /** {@code etl_nightly and 2 others}: so many, the first to change among them. */
    private String names(NamedResources resources, int count, Locale locale) {
        return resources.isEmpty()
                ? ""
                : say("names", new Object[] {resources.first().getFirst().name(), count - 1, count}, locale);
    }

    /** What becomes next of those that change first: {@code locked}, {@code released}. */
    private String becoming(NamedResources resources, Locale locale) {
        return becomesReleased(resources)
                ? say("state.released", new Object[0], locale)
                : either(resources, NamedResources.Kind::changesFirst, locale);
    }

    private static boolean becomesReleased(NamedResources resources) {
        return !resources.isEmpty() && resources.first().getFirst().becomes() == Phase.RELEASED;
    }

    /** What some are called in RETENTION: {@code frozen}, {@code frozen or locked}; the common word for more. */
    private String either(NamedResources resources, Predicate<NamedResources.Kind> which, Locale locale) {
        List<String> words = resources.kinds().keySet().stream()
                .filter(which)
                .map(kind -> state(kind.label(), locale))
                .distinct()
                .toList();
        return switch (words.size()) {
            case 1 -> words.getFirst();
            case 2 -> say("state.either", words.toArray(), locale);
            default -> state(null, locale);
        };
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
                String detail = detail(notice.facts().getOrDefault("detail", ""), locale);
                String what = Arrays.stream(RevisionAction.values())
                        .filter(action -> action.name().equals(notice.facts().get("action")))
                        .findFirst()
                        .map(action -> messages.getMessage("change." + action, null, locale))
                        .orElse("");
                yield say(
                        detail.isEmpty() ? "change.named" : "change.named.detail",
                        new Object[] {what, target, detail},
                        locale);
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

    /** What a revision of contacts says besides what was changed: a setting's channels and receivers, before and after, in words. */
    public String detail(String detail, Locale wanted) {
        Locale locale = language(wanted);
        return SettingChange.read(detail)
                .map(change -> say(
                        "change.setting",
                        new Object[] {
                            people(change.receiversBefore(), locale),
                            channels(change.before(), locale),
                            people(change.receiversAfter(), locale),
                            channels(change.after(), locale)
                        },
                        locale))
                .orElse(detail);
    }

    private String people(String names, Locale locale) {
        return Arrays.stream(names.split(", "))
                .map(name -> person(name, locale))
                .collect(Collectors.joining(", "));
    }

    /** A receiver's name; an owner who has none but that is named in the reader's language. */
    public String person(String name, Locale wanted) {
        return name.equals(Receivers.OWNER) ? say("person.owner", new Object[0], language(wanted)) : name;
    }

    private String channels(Collection<ChannelKind> channels, Locale locale) {
        return channels.isEmpty()
                ? say("channel.none", new Object[0], locale)
                : channels.stream()
                        .sorted()
                        .map(channel -> say("channel." + channel, new Object[0], locale))
                        .collect(Collectors.joining(", "));
    }

    private String say(String key, Object[] arguments, Locale locale) {
        return messages.getMessage(key, arguments, locale);
    }

    private static String key(StoredNotice notice, String part, @Nullable Instant deadline) {
        String base = notice.stage() + "." + part;
        String reason = "ARREARS".equals(notice.facts().get("refusedFor")) ? ".arrears" : "";
        String time = deadline == null ? ".open" : isForSome(notice) ? ".several" : "";
        Set<String> known = keys(notice.stage());
        return Stream.of(base + reason + time, base + time, base + reason)
                .filter(known::contains)
                .findFirst()
                .orElse(base);
    }

    /** Whether the account owes something that has to be settled before anything can be renewed (R2). */
    public static boolean isOverdue(StoredNotice notice) {
        BigDecimal arrears = decimal(notice, "arrears");
        return arrears != null && arrears.signum() > 0;
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
