package io.tideover.portal.message;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A message of the outbox, taken apart.
 *
 * @param attachments their names
 */
record OutboxMail(
        @Nullable String from,
        @Nullable String text,
        @Nullable String html,
        List<String> attachments) {

    /** Reads a mail as it was written. */
    static OutboxMail mail(byte[] content) {
        try {
            MimeMessage message =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(content));
            Reading reading = new Reading();
            reading.read(message);
            var from = message.getFrom();
            return new OutboxMail(
                    from == null || from.length == 0 ? null : from[0].toString(),
                    reading.text,
                    reading.html,
                    List.copyOf(reading.attachments));
        } catch (MessagingException | IOException e) {
            return sms(content);
        }
    }

    static OutboxMail sms(byte[] content) {
        return new OutboxMail(null, new String(content, StandardCharsets.UTF_8), null, List.of());
    }

    private static final class Reading {

        private @Nullable String text;
        private @Nullable String html;
        private final List<String> attachments = new ArrayList<>();

        void read(Part part) throws MessagingException, IOException {
            String name = part.getFileName();
            if (name != null) {
                attachments.add(name);
            } else if (part.isMimeType("text/plain") && text == null) {
                text = String.valueOf(part.getContent());
            } else if (part.isMimeType("text/html") && html == null) {
                html = String.valueOf(part.getContent());
            } else if (part.getContent() instanceof Multipart parts) {
                for (int i = 0; i < parts.getCount(); i++) {
                    BodyPart each = parts.getBodyPart(i);
                    read(each);
                }
            }
        }
    }
}
