package io.tideover.message.delivery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A mail server on the loopback address that fails as it is told to. */
final class FaultySmtpServer implements AutoCloseable {

    enum Mood {
        TAKE,
        /** It takes the connection and drops it before a word, as a server that is not there does to a client behind a proxy. */
        REFUSE_CONNECTIONS,
        HANG_AT_ONCE,
        /** 421 in place of a greeting. */
        BUSY_AT_ONCE,
        /** 451 to each recipient. */
        BUSY,
        /** 550 to each recipient. */
        NO_SUCH_USER,
        /** The connection breaks in the middle of a message. */
        DROP_IN_DATA,
        /** It takes the message and never says so. */
        SILENT_AFTER_DATA
    }

    private final ServerSocket server;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger until = new AtomicInteger();
    private volatile Mood mood = Mood.TAKE;
    private volatile Mood once = Mood.TAKE;

    FaultySmtpServer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Is in a mood from now on. */
    void be(Mood newMood) {
        mood = newMood;
        until.set(0);
    }

    /** Is in a mood for one message or connection: that which is the {@code nth} from now. */
    void beFor(int nth, Mood newMood) {
        once = newMood;
        until.set(nth);
    }

    /** How often a message of an id was taken. */
    int taken(String messageId) {
        return taken.getOrDefault(messageId, 0);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> converse(client));
            } catch (IOException e) {
                // closed: nobody is served any more
                return;
            }
        }
    }

    private void converse(Socket client) {
        try (client;
                var in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                Writer out = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.ISO_8859_1)) {
            switch (mood) {
                case REFUSE_CONNECTIONS -> {
                    return;
                }
                case HANG_AT_ONCE -> {
                    closed.await();
                    return;
                }
                case BUSY_AT_ONCE -> {
                    say(out, "421 try later");
                    return;
                }
                default -> say(out, "220 here");
            }
            Mood now = Mood.TAKE;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                    case "MAIL" -> {
                        now = until.get() > 0 && until.decrementAndGet() == 0 ? once : mood;
                        say(out, "250 ok");
                    }
                    case "RCPT" ->
                        say(
                                out,
                                switch (now) {
                                    case BUSY -> "451 mailbox busy";
                                    case NO_SUCH_USER -> "550 no such user";
                                    default -> "250 ok";
                                });
                    case "DATA" -> {
                        say(out, "354 go on");
                        if (now == Mood.DROP_IN_DATA || now == Mood.REFUSE_CONNECTIONS) {
                            in.readLine();
                            return;
                        }
                        String id = take(in);
                        if (id == null) {
                            return;
                        }
                        taken.merge(id, 1, Integer::sum);
                        if (now == Mood.SILENT_AFTER_DATA || now == Mood.HANG_AT_ONCE) {
                            closed.await();
                            return;
                        }
                        say(out, "250 taken");
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // the client gave up: what it had not finished was not taken
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The message's id; null where it broke off before its end. */
    private static String take(BufferedReader in) throws IOException {
        String id = "";
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                return id;
            }
            if (id.isEmpty() && line.regionMatches(true, 0, "Message-ID:", 0, 11)) {
                id = line.substring(11).strip();
            }
        }
        return null;
    }

    private static void say(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
