package io.tideover.test;

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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A mail server on the loopback address that takes everything; whoever extends it has it answer otherwise. */
public class SmtpServer implements AutoCloseable {

    /** When it is asked what it says. */
    protected enum Moment {
        CONNECTED("220 here"),
        RECIPIENT("250 ok"),
        /** Where it says nothing, the connection breaks in the middle of the message. */
        DATA("354 go on"),
        /** It has the whole message. */
        TAKEN("250 taken");

        private final String usual;

        Moment(String usual) {
            this.usual = usual;
        }
    }

    private final ServerSocket server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
    private final int keep;
    private final Queue<byte[]> kept = new ConcurrentLinkedQueue<>();

    public SmtpServer() {
        this(0);
    }

    /** Keeps the first so many messages whole. */
    // nobody knows its port before it is made
    @SuppressWarnings("this-escape")
    public SmtpServer(int keep) {
        this.keep = keep;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("smtp-server", this::accept);
    }

    public final int port() {
        return server.getLocalPort();
    }

    /** How many clients have come. */
    public final int connections() {
        return connections.get();
    }

    /** How many messages have been begun, taken or not. */
    public final int begun() {
        return begun.get();
    }

    /** How often a message of each Message-ID was taken. */
    public final Map<String, Integer> taken() {
        return taken;
    }

    /** The messages that were kept. */
    public final List<byte[]> kept() {
        return List.copyOf(kept);
    }

    /** How much was taken altogether. */
    public final long bytes() {
        return bytes.sum();
    }

    /**
     * What it says at a moment; null where it hangs up without a word.
     *
     * @param message which of the messages it is about, from 1; 0 before the first
     * @param line what the client said
     */
    protected @Nullable String answer(Moment moment, int message, String line) throws InterruptedException {
        return moment.usual;
    }

    /** Says nothing more until it is closed. */
    protected final @Nullable String fallSilent() throws InterruptedException {
        closed.await();
        return null;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                connections.incrementAndGet();
                start("smtp-client", () -> serve(client));
            } catch (IOException e) {
                // closed: nobody is served any more
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                var in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                Writer out = new OutputStreamWriter(client.getOutputStream(), StandardCharsets.ISO_8859_1)) {
            converse(in, out);
        } catch (IOException e) {
            // the client gave up or was killed in the middle of a sentence: what it had not finished was not taken
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converse(BufferedReader in, Writer out) throws IOException, InterruptedException {
        int message = 0;
        String answer = answer(Moment.CONNECTED, message, "");
        while (answer != null) {
            say(out, answer);
            String line = in.readLine();
            if (line == null) {
                return;
            }
            switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                case "MAIL" -> {
                    message = begun.incrementAndGet();
                    answer = "250 ok";
                }
                case "RCPT" -> answer = answer(Moment.RECIPIENT, message, line);
                case "DATA" -> answer = data(in, out, message, line);
                case "QUIT" -> {
                    say(out, "221 bye");
                    return;
                }
                default -> answer = "250 ok";
            }
        }
    }

    private @Nullable String data(BufferedReader in, Writer out, int message, String line)
            throws IOException, InterruptedException {
        String answer = answer(Moment.DATA, message, line);
        if (answer == null) {
            say(out, Moment.DATA.usual);
            in.readLine();
            return null;
        }
        say(out, answer);
        return take(in) ? answer(Moment.TAKEN, message, line) : null;
    }

    /** Whether the message came to its end. */
    private boolean take(BufferedReader in) throws IOException {
        String id = "";
        int size = 0;
        StringBuilder whole = kept.size() < keep ? new StringBuilder() : null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                bytes.add(size);
                if (whole != null) {
                    kept.add(whole.toString().getBytes(StandardCharsets.ISO_8859_1));
                }
                taken.merge(id, 1, Integer::sum);
                return true;
            }
            size += line.length() + 2;
            if (whole != null) {
                whole.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            if (id.isEmpty() && line.regionMatches(true, 0, "Message-ID:", 0, 11)) {
                id = line.substring(11).strip();
            }
        }
        return false;
    }

    private static void say(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }

    private static void start(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
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
