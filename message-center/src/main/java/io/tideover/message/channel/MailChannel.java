package io.tideover.message.channel;

import io.tideover.message.catalog.ChannelKind;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Mail by SMTP, over one connection for each batch (D7). */
public class MailChannel implements Channel {

    private static final int FIRST_PERMANENT_CODE = 500;
    private static final int NO_CODE = 0;

    private final JavaMailSender sender;
    private final MailComposer composer;

    public MailChannel(JavaMailSender sender, MailComposer composer) {
        this.sender = sender;
        this.composer = composer;
        if (sender instanceof JavaMailSenderImpl smtp) {
            // a server that falls silent must not hold a worker for ever
            var properties = smtp.getJavaMailProperties();
            properties.putIfAbsent("mail.smtp.connectiontimeout", "10000");
            properties.putIfAbsent("mail.smtp.timeout", "30000");
            properties.putIfAbsent("mail.smtp.writetimeout", "30000");
        }
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.EMAIL;
    }

    @Override
    public String provider() {
        return "smtp";
    }

    @Override
    public boolean reachesReceivers() {
        return true;
    }

    @Override
    public List<Outcome> send(List<? extends Outgoing> messages) {
        Map<Outgoing, Outcome> outcomes = new IdentityHashMap<>();
        Map<Outgoing, MimeMessage> composed = new IdentityHashMap<>();
        List<MimeMessage> ready = new ArrayList<>();
        for (Outgoing message : messages) {
            try {
                if (!(message instanceof Outgoing.Mail mail)) {
                    throw new MessagingException("not a mail");
                }
                MimeMessage mime = composer.compose(sender.createMimeMessage(), mail);
                composed.put(message, mime);
                ready.add(mime);
            } catch (AddressException e) {
                outcomes.put(message, new Outcome.Refused(String.valueOf(e.getMessage()), true));
            } catch (MessagingException e) {
                outcomes.put(message, new Outcome.Refused(String.valueOf(e.getMessage()), false));
            }
        }
        Map<MimeMessage, Outcome> sent = send(ready.toArray(MimeMessage[]::new));
        List<Outcome> inOrder = new ArrayList<>();
        for (Outgoing message : messages) {
            Outcome refused = outcomes.get(message);
            Outcome of = refused != null ? refused : sent.get(composed.get(message));
            inOrder.add(of == null ? new Outcome.Accepted(null) : of);
        }
        return inOrder;
    }

    /** What became of those that were not taken. */
    private Map<MimeMessage, Outcome> send(MimeMessage[] ready) {
        Map<MimeMessage, Outcome> failed = new IdentityHashMap<>();
        if (ready.length == 0) {
            return failed;
        }
        try {
            sender.send(ready);
        } catch (MailSendException e) {
            // where it names none, all were taken, and only saying goodbye failed
            e.getFailedMessages().forEach((message, cause) -> {
                if (message instanceof MimeMessage mime) {
                    failed.put(mime, outcome(cause));
                }
            });
        } catch (MailException e) {
            Outcome outcome = outcome(e);
            for (MimeMessage message : ready) {
                failed.put(message, outcome);
            }
        }
        return failed;
    }

    /** A 5xx answer is for good; a 4xx answer, a silent server, a refused connection or sign-in may pass (D3). */
    static Outcome outcome(Throwable thrown) {
        String words = words(thrown);
        boolean permanent = false;
        boolean badAddress = false;
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            if (cause instanceof AuthenticationFailedException) {
                return new Outcome.Postponed(words, null);
            }
            int code = code(cause);
            if (code >= FIRST_PERMANENT_CODE) {
                permanent = true;
                badAddress |= cause instanceof SMTPAddressFailedException;
            } else if (code != NO_CODE) {
                return new Outcome.Postponed(words, null);
            }
            if (cause instanceof AddressException) {
                permanent = true;
                badAddress = true;
            }
        }
        return permanent ? new Outcome.Refused(words, badAddress) : new Outcome.Postponed(words, null);
    }

    private static int code(Throwable thrown) {
        if (thrown instanceof SMTPAddressFailedException address) {
            return address.getReturnCode();
        }
        if (thrown instanceof SMTPSenderFailedException from) {
            return from.getReturnCode();
        }
        return thrown instanceof SMTPSendFailedException send ? send.getReturnCode() : NO_CODE;
    }

    private static @Nullable Throwable next(Throwable thrown) {
        if (thrown instanceof MessagingException messaging && messaging.getNextException() != null) {
            return messaging.getNextException();
        }
        return thrown.getCause();
    }

    /** What the innermost cause says: those around it repeat it. What is no answer of the server's says that there was none. */
    private static String words(Throwable thrown) {
        String words = String.valueOf(thrown.getMessage());
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            String message = cause.getMessage();
            if (cause instanceof UnknownHostException) {
                return "The mail server cannot be found: " + message;
            }
            if (message != null && !message.isBlank()) {
                words = cause instanceof IOException ? "The mail server cannot be reached: " + message : message;
            }
        }
        return words.strip();
    }
}
