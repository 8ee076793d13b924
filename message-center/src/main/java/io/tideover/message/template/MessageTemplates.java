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
import java.util.List;
import java.util.Locale;
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

    /** Resources named in one message; the rest are counted. */
    public static final int MOST_RESOURCES = 50;

    private static final long NO_ACCOUNT = 0;

    /** Longer account names are replaced by the account's id in text messages. */
    private static final int LONGEST_SMS_ACCOUNT = 24;

    /** To whom a message goes. */
    public record Recipient(long deliveryId, String name, String address, Locale locale) {}

    /**
     * A resource as a table shows it.
     *
     * @param state what it has become, where that is what the notice tells; else empty
     */
    public record ResourceRow(String name, String product, String region, String state, String when, String becomes) {}

    /** A bill as a table shows it. */
    public record BillRow(long id, String product, String amount, String open, String due) {}

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
        context.setVariable("account", account.name() + " (" + account.id() + ")");
        List<ResourceLine> resources = notice.currentResources();
        context.setVariable(
                "resources",
                resources.stream()
                        .limit(MOST_RESOURCES)
                        .map(line -> row(notice, line, account, text.locale()))
                        .toList());
        context.setVariable("more", Math.max(0, notice.currentCount() - MOST_RESOURCES));
        context.setVariable(
                "bills",
                notice.bills().stream()
                        .limit(MOST_RESOURCES)
                        .map(bill -> new BillRow(
                                bill.billId(),
                                bill.productCode(),
                                NoticeTexts.money(bill.amount(), account.currency()),
                                NoticeTexts.money(bill.outstanding(), account.currency()),
                                texts.instant(bill.dueAt(), account, text.locale())))
                        .toList());
        context.setVariable("actionUrl", secret == null ? site.page("/billing") : site.page("/verify/" + secret));
        context.setVariable(
                "actionLabel",
                texts.messages().getMessage(secret == null ? "label.settle" : "label.verify", null, text.locale()));
        context.setVariable("supportUrl", site.supportUrl().toString());
        Instant deadline = NoticeTexts.deadline(notice);
        return new Outgoing.Mail(
                account.id(),
                to.deliveryId(),
                to.address(),
                to.name(),
                text.subject(),
                engine.process("notice.txt", context),
                engine.process("notice.html", context),
                text.locale().toLanguageTag(),
                deadline == null
                        ? null
                        : DeadlineCalendar.file(
                                "notice-" + notice.id() + "@" + site.publicUrl().getHost(),
                                text.subject(),
                                text.lead() + " " + text.next() + " " + site.page("/billing"),
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
                && (Gsm7.covers(account.name()) || NoticeTexts.language(to.locale()) != Locale.ENGLISH);
        String name = named ? account.name() : Long.toString(account.id());
        String body = texts.sms(notice, account, to.locale(), name, secret);
        if (notice.stage() != Stage.RECEIVER_VERIFICATION) {
            body = withAddress(
                    withAddress(body, site.page("/billing")), site.supportUrl().toString());
        }
        return new Outgoing.Text(account.id(), to.deliveryId(), to.address(), body);
    }

    private static String withAddress(String body, String address) {
        String longer = body + " " + address;
        return Gsm7.isOneSegment(longer) ? longer : body;
    }

    private ResourceRow row(StoredNotice notice, ResourceLine line, AccountCard account, Locale locale) {
        Instant deadline = line.deadline();
        String when = deadline == null ? "" : texts.instant(deadline, account, locale);
        return new ResourceRow(
                line.name(),
                line.product(),
                line.region(),
                notice.stage() == Stage.SUSPENDED ? texts.state(line.label(), locale) : "",
                notice.isKeptUntilTold(line) ? texts.messages().getMessage("label.kept", null, locale) : when,
                becomes(line, locale));
    }

    private String becomes(ResourceLine line, Locale locale) {
        if (line.becomes() == null) {
            return "";
        }
        return line.becomes() == Phase.RETENTION
                ? StringUtils.capitalize(texts.state(line.label(), locale))
                : texts.messages().getMessage("phase." + line.becomes(), null, locale);
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
