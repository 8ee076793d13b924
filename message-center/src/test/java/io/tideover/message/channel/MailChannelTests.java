package io.tideover.message.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import io.tideover.test.SmtpServer;
import jakarta.mail.Address;
import jakarta.mail.BodyPart;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.mail.javamail.JavaMailSenderImpl;

class MailChannelTests {

    @RegisterExtension
    static final GreenMailExtension SMTP = new GreenMailExtension(new ServerSetup[] {patient()});

    private static final MailComposer COMPOSER = new MailComposer(new MessageSite(
            URI.create("https://portal.example.com"),
            URI.create("https://support.example.com"),
            Path.of("target"),
            "no-reply@example.com",
            "Tideover"));

    @Test
    @DisplayName(
            "D5, D7: mail is multipart, plain text and HTML, with a calendar entry; its Message-ID is the delivery's")
    void sendsMultipartMail() throws Exception {
        var outcomes = channel(SMTP.getSmtp().getPort())
                .send(List.of(mail(41, "Olga Owner", "One"), mail(42, "收件人", "欠费 Two")));

        assertThat(outcomes).containsOnly(new Outcome.Accepted(null));
        MimeMessage[] received = SMTP.getReceivedMessages();
        assertThat(received).hasSize(2);
        assertThat(received[0].getMessageID()).isEqualTo("<delivery-41@portal.example.com>");
        assertThat(received[1].getSubject()).isEqualTo("欠费 Two");
        assertThat(received[1].getAllRecipients()[0].toString()).contains("=?UTF-8?");
        Map<String, String> parts = parts(received[0]);
        assertThat(parts.keySet()).containsExactly("text/plain", "text/html", "text/calendar");
        assertThat(parts.get("text/plain")).contains("Plain");
        assertThat(parts.get("text/html")).contains("<p>HTML</p>");
    }

    @Test
    @DisplayName("M6: nothing in a name or a subject can add a header")
    void cannotBeInjected() throws Exception {
        channel(SMTP.getSmtp().getPort())
                .send(List.of(mail(43, "Eve\r\nBcc: all@example.com", "Hello\r\nX-Evil: yes\r\n\r\nbody")));

        MimeMessage received = SMTP.getReceivedMessages()[0];
        assertThat(received.getHeader("X-Evil")).isNull();
        assertThat(received.getHeader("Bcc")).isNull();
        assertThat(received.getAllRecipients()).hasSize(1);
        assertThat(received.getSubject()).isEqualTo("Hello X-Evil: yes body");
    }

    @Test
    @DisplayName("D3: a refused connection may pass")
    void postponesWhatCannotConnect() throws Exception {
        // a port that is ours, and at which nobody listens
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            assertThat(channel(taken.getLocalPort()).send(List.of(mail(44, "A", "B"), mail(45, "A", "B"))))
                    .hasSize(2)
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Postponed.class));
        }
    }

    @Test
    @DisplayName("D3, D7: 5xx is for good and 4xx is not, for each mail of a batch by itself, over one connection")
    void readsTheServersAnswers() {
        try (AnsweringServer server = new AnsweringServer()) {
            List<Outcome> outcomes = channel(server.port())
                    .send(List.of(
                            mailTo(46, "ok@example.com"),
                            mailTo(47, "gone@example.com"),
                            mailTo(48, "busy@example.com"),
                            mailTo(49, "ok2@example.com")));

            assertThat(outcomes.get(0)).isEqualTo(new Outcome.Accepted(null));
            assertThat(outcomes.get(1)).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                assertThat(refused.badAddress()).isTrue();
                assertThat(refused.error()).contains("550").contains("no such user");
            });
            assertThat(outcomes.get(2))
                    .isInstanceOfSatisfying(
                            Outcome.Postponed.class,
                            postponed -> assertThat(postponed.error()).contains("mailbox busy"));
            assertThat(outcomes.get(3)).isEqualTo(new Outcome.Accepted(null));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("D2: mails that were taken are not sent again because the connection could not be closed")
    void forgivesAServerThatDoesNotSayGoodbye() {
        JavaMailSenderImpl sender = new JavaMailSenderImpl() {
            @Override
            protected Transport getTransport(Session session) {
                return new RudeTransport(session);
            }
        };

        assertThat(new MailChannel(sender, COMPOSER).send(List.of(mail(50, "A", "B"), mail(51, "A", "B"))))
                .containsExactly(new Outcome.Accepted(null), new Outcome.Accepted(null));
    }

    private static ServerSetup patient() {
        ServerSetup setup = ServerSetupTest.SMTP.dynamicPort().createCopy("127.0.0.1");
        setup.setServerStartupTimeout(Duration.ofMinutes(1).toMillis());
        return setup;
    }

    private static MailChannel channel(int port) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(port);
        return new MailChannel(sender, COMPOSER);
    }

    private static Outgoing.Mail mail(long delivery, String name, String subject) {
        return new Outgoing.Mail(
                1,
                delivery,
                "owner@example.com",
                name,
                subject,
                "Plain",
                "<p>HTML</p>",
                "en",
                "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n".getBytes(StandardCharsets.UTF_8));
    }

    private static Outgoing.Mail mailTo(long delivery, String address) {
        return new Outgoing.Mail(1, delivery, address, "A", "B", "Plain", "<p>HTML</p>", "en", null);
    }

    private static Map<String, String> parts(Part part) throws MessagingException, IOException {
        Map<String, String> found = new LinkedHashMap<>();
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                BodyPart inner = multipart.getBodyPart(i);
                found.putAll(parts(inner));
            }
        } else {
            String type = part.getContentType();
            found.put(
                    type.contains(";") ? type.substring(0, type.indexOf(';')).toLowerCase() : type.toLowerCase(),
                    new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        }
        return found;
    }

    /** A mail server that knows no {@code gone@} and is busy for {@code busy@}. */
    private static final class AnsweringServer extends SmtpServer {

        @Override
        protected String answer(Moment moment, int message, String line) throws InterruptedException {
            if (moment == Moment.RECIPIENT && line.contains("gone@")) {
                return "550 5.1.1 no such user";
            }
            if (moment == Moment.RECIPIENT && line.contains("busy@")) {
                return "450 4.2.1 mailbox busy";
            }
            return super.answer(moment, message, line);
        }
    }

    /** A connection that takes every mail and breaks before it is closed. */
    private static final class RudeTransport extends Transport {

        RudeTransport(Session session) {
            super(session, null);
        }

        @Override
        public void connect(String host, int port, String user, String password) {
            setConnected(true);
        }

        @Override
        public void sendMessage(Message message, Address[] to) {
            // taken
        }

        @Override
        public void close() throws MessagingException {
            throw new MessagingException("Can't send command to SMTP host");
        }
    }
}
