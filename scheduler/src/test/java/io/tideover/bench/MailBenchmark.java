package io.tideover.bench;

import io.tideover.lifecycle.engine.Policies;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.message.delivery.DeliveryWorker;
import io.tideover.test.SmtpServer;
import io.tideover.test.TestDatabase;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mail.javamail.MimeMessageHelper;

/**
 * S5: notices fanned out to a mail server on the loopback address, everything stored, against a bare Jakarta Mail loop that makes
 * mails of the same finished texts and sends them over one open connection.
 */
public final class MailBenchmark {

    private static final int MAILS = Integer.getInteger("bench.mails", 10_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
    private static final int BATCH = Integer.getInteger("bench.batch", 500);
    private static final int WARM_UP = 3_000;
    private static final int KEPT = 500;

    /** A mail's finished parts. */
    private record Parts(String to, String subject, String text, String html, byte[] calendar) {}

    private final SmtpServer sink;
    private final Sweep sweep;
    private final DeliveryWorker delivery;
    private final Fleet fleet;
    private final JdbcTemplate jdbc;
    private Instant freezeAt = Fleet.FREEZE_AT;

    private MailBenchmark(ConfigurableApplicationContext context, SmtpServer sink) {
        this.sink = sink;
        this.sweep = context.getBean(Sweep.class);
        this.delivery = context.getBean(DeliveryWorker.class);
        this.jdbc = context.getBean(JdbcTemplate.class);
        this.fleet = new Fleet(jdbc, context.getBean(Policies.class));
    }

    public static void main(String[] args) throws Exception {
        TestDatabase database = TestDatabase.fresh();
        Path data = Files.createTempDirectory("mail-benchmark");
        try (SmtpServer sink = new SmtpServer(KEPT);
                ConfigurableApplicationContext context = BenchmarkApplication.start(
                        database.url(),
                        database.username(),
                        database.password(),
                        Map.of(
                                "spring.mail.host",
                                "127.0.0.1",
                                "spring.mail.port",
                                Integer.toString(sink.port()),
                                "tideover.data-dir",
                                data.toString(),
                                "tideover.delivery.mails-per-second",
                                "10000"))) {
            new MailBenchmark(context, sink).run();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        // a database that was brought up for the purpose would keep the program alive
        System.exit(0);
    }

    private void run() throws Exception {
        fanOut(WARM_UP, 1);
        List<Parts> mails = new ArrayList<>();
        for (byte[] mail : sink.kept()) {
            mails.add(parts(mail));
        }
        bare(mails, WARM_UP);
        for (int workers : new int[] {1, 2}) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                double bare = bare(mails, MAILS);
                double ours = fanOut(MAILS, workers);
                ratios.add(ours / bare);
                System.out.printf(
                        "S5 workers %d: bare %.0f mails/s, fan-out %.0f mails/s, ratio %.2f%n",
                        workers, bare, ours, ours / bare);
            }
            System.out.printf(
                    "S5 workers %d: median ratio %.2f%n",
                    workers, ratios.stream().sorted().toList().get(ROUNDS / 2));
        }
    }

    private double fanOut(int mails, int workers) throws Exception {
        freezeAt = freezeAt.plus(Duration.ofHours(1));
        fleet.add(mails, freezeAt);
        jdbc.update(
                "UPDATE accounts SET next_action_at = ? WHERE next_action_at < ?",
                Sql.utc(Instant.parse("2027-06-01T00:00:00Z")),
                Sql.utc(freezeAt));
        // an empty batch may have lost a lock: two in a row say that every notice is stored
        for (int idle = 0; idle < 2; ) {
            idle = sweep.carryOutDue(0, freezeAt, BATCH).isEmpty() ? idle + 1 : 0;
        }
        long before = sink.bytes();
        int copies = sink.taken().size();
        long start = System.nanoTime();
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            calls.add(() -> {
                int mine = 0;
                for (int sent = 1; sent > 0; ) {
                    sent = delivery.deliverDue(BATCH);
                    mine += sent;
                }
                return mine;
            });
        }
        int sent = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            for (Future<Integer> call : threads.invokeAll(calls)) {
                sent += call.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (sent != mails || sink.taken().size() - copies != mails) {
            throw new IllegalStateException(
                    sent + " sent, " + (sink.taken().size() - copies) + " arrived, not " + mails);
        }
        System.out.printf("   fan-out: %d bytes a mail%n", (sink.bytes() - before) / mails);
        return mails / seconds;
    }

    private double bare(List<Parts> mails, int count) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(sink.port()));
        Session session = Session.getInstance(properties);
        long before = sink.bytes();
        long start = System.nanoTime();
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            for (int i = 0; i < count; i++) {
                MimeMessage message = message(session, mails.get(i % mails.size()));
                message.saveChanges();
                transport.sendMessage(message, message.getAllRecipients());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("   bare: %d bytes a mail%n", (sink.bytes() - before) / count);
        return count / seconds;
    }

    private static MimeMessage message(Session session, Parts parts) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        MimeMessageHelper helper =
                new MimeMessageHelper(message, MimeMessageHelper.MULTIPART_MODE_MIXED_RELATED, "UTF-8");
        helper.setFrom("no-reply@localhost");
        helper.setTo(new InternetAddress(parts.to()));
        helper.setSubject(parts.subject());
        helper.setText(parts.text(), parts.html());
        if (parts.calendar().length > 0) {
            helper.addAttachment(
                    "deadline.ics",
                    new ByteArrayDataSource(parts.calendar(), "text/calendar; charset=UTF-8; method=PUBLISH"));
        }
        return message;
    }

    private static Parts parts(byte[] mail) throws MessagingException, IOException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
        Map<String, byte[]> found = new HashMap<>();
        collect(message, found);
        return new Parts(
                ((InternetAddress) message.getAllRecipients()[0]).getAddress(),
                message.getSubject(),
                new String(found.get("text/plain"), java.nio.charset.StandardCharsets.UTF_8),
                new String(found.get("text/html"), java.nio.charset.StandardCharsets.UTF_8),
                found.getOrDefault("text/calendar", new byte[0]));
    }

    private static void collect(Part part, Map<String, byte[]> found) throws MessagingException, IOException {
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart each = parts.getBodyPart(i);
                collect(each, found);
            }
        } else {
            for (String type : List.of("text/plain", "text/html", "text/calendar")) {
                if (part.isMimeType(type)) {
                    found.put(type, part.getInputStream().readAllBytes());
                }
            }
        }
    }
}
