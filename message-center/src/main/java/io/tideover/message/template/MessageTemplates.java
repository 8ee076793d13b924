package io.tideover.message.template;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.channel.MessageSite;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.notice.NoticeText;
import io.tideover.message.notice.NoticeTexts;
import io.tideover.message.notice.ResourceLine;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Makes mails and text messages of notices (D5). Its engine is its own: that of the pages is not touched. */
@Component
public class MessageTemplates {

    private static final long NO_ACCOUNT = 0;

    /** Longer account names are replaced by the account's id in text messages. */
    private static final int LONGEST_SMS_ACCOUNT = 24;

    /** To whom a message goes. */
    public record Recipient(long deliveryId, String name, String address, Locale locale) {}

    /**
     * A resource as a table shows it.
     *
     * @param where its product and region
     * @param state what it has become, where that is what the notice tells; else empty
     */
    public record ResourceRow(String name, String where, String state, String when, String becomes) {}

    /** A bill as a table shows it. */
    public record BillRow(String name, String product, String amount, String open, String due) {}

    /** What a message asks to do: the page, and what the button to it says. */
    private record Action(String path, String label) {}

    private static final Action PAY = new Action("/billing", "label.settle");
    private static final Action BILLING = new Action("/billing", "label.billing");
    private static final Action RESOURCES = new Action("/billing/resources", "label.resources");
    private static final Action RECEIVERS = new Action("/messages/receivers", "label.receivers");

    private final NoticeTexts texts;
    private final MessageSite site;
    private final SpringTemplateEngine engine = new SpringTemplateEngine();

    MessageTemplates(NoticeTexts texts, MessageSite site) {
        this.texts = texts;
        this.site = site;
        engine.setTemplateEngineMessageSource(texts.messages());
        engine.addTemplateResolver(resolver("mail/", ".html", TemplateMode.HTML));
        engine.addTemplateResolver(resolver("mail/", ".txt", TemplateMode.TEXT));
    }

    /**
     * A mail.
     *
     * @param secret the token of a verification link, or null
     */
    public Outgoing.Mail mail(StoredNotice notice, AccountCard account, Recipient to, @Nullable String secret) {
        NoticeText text = texts.text(notice, account, to.locale());
        Context context = new Context(text.locale());
        context.setVariable("text", text);
        String named = account.name() + " (" + account.id() + ")";
        context.setVariable("account", named);
        context.setVariable("amountLabel", texts.amountLabel(notice.stage(), text.locale()));
        context.setVariable("urgent", isUrgent(notice));
        context.setVariable(
                "resources",
                notice.resources().first().stream()
                        .map(line -> row(notice, line, account, text.locale()))
                        .toList());
        context.setVariable(
                "timed",
                notice.resources().first().stream()
                        .anyMatch(line -> line.deadline() != null || notice.isKeptUntilTold(line)));
        context.setVariable("moreResources", notice.resources().more());
        context.setVariable("resourcesUrl", site.page(RESOURCES.path()));
        context.setVariable(
                "bills",
                notice.bills().first().stream()
                        .map(bill -> new BillRow(
                                bill.name(),
                                bill.product(),
                                NoticeTexts.money(bill.amount(), account.currency()),
                                NoticeTexts.money(bill.outstanding(), account.currency()),
                                texts.instant(bill.dueAt(), account, text.locale())))
                        .toList());
        context.setVariable("moreBills", notice.bills().more());
        context.setVariable("billsUrl", site.page("/billing/bills"));
        Action action = secret == null ? action(notice) : new Action("/verify/" + secret, "label.verify");
        context.setVariable("actionUrl", site.page(action.path()));
        context.setVariable("actionLabel", say(action.label(), text.locale()));
        context.setVariable("footer", say(footer(notice.stage()), text.locale(), named));
        context.setVariable("supportUrl", site.supportUrl().toString());
        String subject = texts.subjectLine(text, account);
        Instant deadline = NoticeTexts.deadline(notice);
        return new Outgoing.Mail(
                account.id(),
                to.deliveryId(),
                to.address(),
                to.name(),
                subject,
                engine.process("notice.txt", context),
                engine.process("notice.html", context),
                text.locale().toLanguageTag(),
                deadline == null
                        ? null
                        : DeadlineCalendar.file(
                                "notice-" + notice.id() + "@" + site.publicUrl().getHost(),
                                subject,
                                text.lead() + " " + text.next() + " " + site.page(action.path()),
                                deadline,
                                notice.createdAt()));
    }

    /**
     * A mail that is about no notice, such as an invitation. It is filed under no account: what it leads to is for its reader alone.
     *
     * @param text what it says; amount and deadline are left out
     * @param path the page it leads to
     */
    public Outgoing.Mail letter(NoticeText text, String actionLabel, String path, Recipient to) {
        Context context = new Context(text.locale());
        context.setVariable("text", text);
        context.setVariable("actionUrl", site.page(path));
        context.setVariable("actionLabel", actionLabel);
        context.setVariable("supportUrl", site.supportUrl().toString());
        return new Outgoing.Mail(
                NO_ACCOUNT,
                to.deliveryId(),
                to.address(),
                to.name(),
                text.subject(),
                engine.process("letter.txt", context),
                engine.process("letter.html", context),
                text.locale().toLanguageTag(),
                null);
    }

    /**
     * A text message: one segment where it can be, with the pages' addresses as far as they fit.
     *
     * @param secret the code of a verification, or null
     */
    public Outgoing.Text sms(StoredNotice notice, AccountCard account, Recipient to, @Nullable String secret) {
        boolean named = account.name().length() <= LONGEST_SMS_ACCOUNT
                && (Gsm7.covers(account.name())
                        || !NoticeTexts.language(to.locale()).equals(Locale.ENGLISH));
        String name = named ? account.name() : Long.toString(account.id());
        String body = texts.sms(notice, account, to.locale(), name, secret);
        if (notice.stage() != Stage.RECEIVER_VERIFICATION) {
            body = withAddress(
                    withAddress(body, site.page(action(notice).path())),
                    site.supportUrl().toString());
        }
        return new Outgoing.Text(account.id(), to.deliveryId(), to.address(), body);
    }

    private static String withAddress(String body, String address) {
        String longer = body + " " + address;
        return Gsm7.isOneSegment(longer) ? longer : body;
    }

    /** Whether something is lost unless somebody acts. */
    private static boolean isUrgent(StoredNotice notice) {
        return switch (notice.stage()) {
            case PAYMENT_FAILED,
                    OVERDUE,
                    SUSPENSION_REMINDER,
                    SUSPENDED,
                    RELEASE_REMINDER,
                    EXPIRY_REMINDER,
                    EXPIRED,
                    BALANCE_LOW -> true;
            case PACKAGE_EXPIRED, PAYMENT_RECEIVED, RELEASED -> NoticeTexts.isOverdue(notice);
            case BILL_ISSUED, RESTORED, RENEWED, BALANCE_RECOVERED, CONTACT_CHANGED, RECEIVER_VERIFICATION -> false;
        };
    }

    /** What can be done about a notice, and where. */
    private static Action action(StoredNotice notice) {
        return switch (notice.stage()) {
            case CONTACT_CHANGED -> RECEIVERS;
            case EXPIRY_REMINDER, EXPIRED -> NoticeTexts.isOverdue(notice) ? PAY : RESOURCES;
            case SUSPENSION_REMINDER, SUSPENDED, RELEASE_REMINDER, PACKAGE_EXPIRED, RELEASED, PAYMENT_RECEIVED ->
                NoticeTexts.isOverdue(notice) ? PAY : BILLING;
            case OVERDUE, PAYMENT_FAILED -> PAY;
            case BILL_ISSUED, RESTORED, RENEWED, BALANCE_LOW, BALANCE_RECOVERED, RECEIVER_VERIFICATION -> BILLING;
        };
    }

    /** Why somebody gets it. */
    private static String footer(Stage stage) {
        return switch (stage) {
            case CONTACT_CHANGED -> "label.footer.owner";
            case RECEIVER_VERIFICATION -> "label.footer.asked";
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
                    PACKAGE_EXPIRED,
                    RENEWED,
                    BALANCE_LOW,
                    BALANCE_RECOVERED -> "label.footer";
        };
    }

    private ResourceRow row(StoredNotice notice, ResourceLine line, AccountCard account, Locale locale) {
        Instant deadline = line.deadline();
        String when = deadline == null ? "" : texts.instant(deadline, account, locale);
        return new ResourceRow(
                line.name(),
                Stream.of(line.product(), line.region())
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(", ")),
                notice.stage() == Stage.SUSPENDED ? texts.state(line.label(), locale) : "",
                notice.isKeptUntilTold(line) ? say("label.kept", locale) : when,
                becomes(line, locale));
    }

    private String say(String key, Locale locale, Object... arguments) {
        return texts.messages().getMessage(key, arguments, locale);
    }

    private String becomes(ResourceLine line, Locale locale) {
        if (line.becomes() == null) {
            return "";
        }
        return line.becomes() == Phase.RETENTION
                ? StringUtils.capitalize(texts.state(line.label(), locale))
                : say("phase." + line.becomes(), locale);
    }

    private static ClassLoaderTemplateResolver resolver(String prefix, String suffix, TemplateMode mode) {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix(prefix);
        resolver.setTemplateMode(mode);
        resolver.setForceTemplateMode(true);
        resolver.setCharacterEncoding("UTF-8");
        resolver.getResolvablePatternSpec().addPattern("*" + suffix);
        return resolver;
    }
}
