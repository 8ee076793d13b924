package io.tideover.message.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.mail.javamail.JavaMailSenderImpl;

class MailChannelTests {

    @RegisterExtension
    static final GreenMailExtension SMTP = new GreenMailExtension(
            new ServerSetup[] {ServerSetupTest.SMTP.dynamicPort().createCopy("127.0.0.1")});

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
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            free = socket.getLocalPort();
        }
        assertThat(channel(free).send(List.of(mail(44, "A", "B"), mail(45, "A", "B"))))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Postponed.class));
    }

    @Test
    @DisplayName("D3, D7: 5xx is for good and 4xx is not, for each mail of a batch by itself, over one connection")
    void readsTheServersAnswers() throws Exception {
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
    private static final class AnsweringServer implements AutoCloseable {

        private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
        private final AtomicInteger connections = new AtomicInteger();

        AnsweringServer() throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!socket.isClosed()) {
                    try (Socket client = socket.accept()) {
                        connections.incrementAndGet();
                        talk(client);
                    } catch (IOException e) {
                        // closed: the test is over
                    }
                }
            });
        }

        int port() {
            return socket.getLocalPort();
        }

        int connections() {
            return connections.get();
        }

        private static void talk(Socket client) throws IOException {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            say(client, "220 ready");
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (data) {
                    data = !line.equals(".");
                    if (!data) {
                        say(client, "250 taken");
                    }
                } else if (line.startsWith("RCPT") && line.contains("gone@")) {
                    say(client, "550 5.1.1 no such user");
                } else if (line.startsWith("RCPT") && line.contains("busy@")) {
                    say(client, "450 4.2.1 mailbox busy");
                } else if (line.equals("DATA")) {
                    data = true;
                    say(client, "354 go on");
                } else if (line.equals("QUIT")) {
                    say(client, "221 bye");
                    return;
                } else {
                    say(client, "250 ok");
                }
            }
        }

        private static void say(Socket client, String answer) throws IOException {
            client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
