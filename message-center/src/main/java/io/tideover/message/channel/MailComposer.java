package io.tideover.message.channel;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import java.util.regex.Pattern;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/**
 * Makes mails: plain text and HTML as alternatives, a calendar entry attached. The Message-ID is derived from the delivery's id, so that
 * a second copy is recognisable (D2). Nothing that came from a user can add a header.
 */
@Component
public class MailComposer {

    /** For mails that no server is handed. Making a session looks classes up, so one serves for all. */
    private static final Session ALONE = Session.getInstance(new Properties());

    /** How an encoded word begins. */
    private static final String ENCODED = "=?";

    /** Code points that fit an encoded word of 75 characters, whatever they are. */
    private static final int POINTS_OF_A_WORD = 10;

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    private final MessageSite site;

    MailComposer(MessageSite site) {
        this.site = site;
    }

    /** A mail's Message-ID. */
    public String messageId(long deliveryId) {
        return "<delivery-" + deliveryId + "@" + site.publicUrl().getHost() + ">";
    }

    MimeMessage compose(MimeMessage message, Outgoing.Mail mail) throws MessagingException {
        try {
            MimeMessageHelper helper = new MimeMessageHelper(
                    message, MimeMessageHelper.MULTIPART_MODE_MIXED_RELATED, StandardCharsets.UTF_8.name());
            helper.setFrom(
                    new InternetAddress(site.mailFrom(), oneLine(site.mailFromName()), StandardCharsets.UTF_8.name()));
            helper.setTo(address(oneLine(mail.to()), oneLine(mail.toName())));
            String subject = oneLine(mail.subject());
            helper.setSubject(subject);
            if (subject.contains(ENCODED)) {
                message.setHeader("Subject", encoded(subject));
            }
            helper.setText(mail.text(), mail.html());
            byte[] calendar = mail.calendar();
            if (calendar != null) {
                helper.addAttachment(
                        "deadline.ics",
                        new ByteArrayDataSource(calendar, "text/calendar; charset=UTF-8; method=PUBLISH"));
            }
            message.setHeader("Message-ID", messageId(mail.deliveryId()));
            message.setHeader("Content-Language", mail.language());
            // nobody's out-of-office answers it
            message.setHeader("Auto-Submitted", "auto-generated");
            return message;
        } catch (UnsupportedEncodingException e) {
            throw new MessagingException("every JVM has UTF-8", e);
        }
    }

    /** A mail as bytes, as a mail server would be handed it. */
    MimeMessage composeAlone(Outgoing.Mail mail) throws MessagingException {
        MimeMessage message = compose(new MimeMessage(ALONE), mail);
        message.saveChanges();
        message.setHeader("Message-ID", messageId(mail.deliveryId()));
        return message;
    }

    private static InternetAddress address(String address, String name)
            throws MessagingException, UnsupportedEncodingException {
        return name.contains(ENCODED)
                ? new InternetAddress(encoded(name) + " <" + address + ">", true)
                : new InternetAddress(address, name, StandardCharsets.UTF_8.name());
    }

    /**
     * A text in encoded words. Jakarta Mail leaves plain ASCII as it is, so that a name which looks like an encoded word would come out
     * as another.
     */
    private static String encoded(String text) {
        StringBuilder words = new StringBuilder();
        int[] points = text.codePoints().toArray();
        for (int from = 0; from < points.length; from += POINTS_OF_A_WORD) {
            byte[] some = new String(points, from, Math.min(POINTS_OF_A_WORD, points.length - from))
                    .getBytes(StandardCharsets.UTF_8);
            words.append(words.isEmpty() ? "" : "\r\n ")
                    .append("=?UTF-8?B?")
                    .append(Base64.getEncoder().encodeToString(some))
                    .append("?=");
        }
        return words.toString();
    }

    static String oneLine(String text) {
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }
}
