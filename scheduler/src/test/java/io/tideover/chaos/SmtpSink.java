package io.tideover.chaos;

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
import java.util.concurrent.atomic.LongAdder;

/** A mail server on the loopback address that takes everything and remembers how often it saw each Message-ID. */
public final class SmtpSink implements AutoCloseable {

    private final ServerSocket server;
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
    private final int keep;
    private final Queue<byte[]> kept = new ConcurrentLinkedQueue<>();

    SmtpSink() {
        this(0);
    }

    /** Keeps the first so many messages whole. */
    public SmtpSink(int keep) {
        this.keep = keep;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How often a message of each Message-ID was taken. */
    public Map<String, Integer> seen() {
        return seen;
    }

    /** The messages that were kept. */
    public List<byte[]> kept() {
        return List.copyOf(kept);
    }

    /** How much was taken altogether. */
    public long bytes() {
        return bytes.sum();
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
            say(out, "220 sink");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    case "DATA" -> {
                        say(out, "354 go on");
                        String id = take(in);
                        if (id == null) {
                            return;
                        }
                        seen.merge(id, 1, Integer::sum);
                        say(out, "250 taken");
                    }
                    default -> say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            // the client was killed in the middle of a sentence: what it had not finished was not taken
        }
    }

    /** The message's id; null where it broke off before its end. */
    private String take(BufferedReader in) throws IOException {
        String id = "";
        int size = 0;
        StringBuilder whole = kept.size() < keep ? new StringBuilder() : null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                bytes.add(size);
                if (whole != null) {
                    kept.add(whole.toString().getBytes(StandardCharsets.ISO_8859_1));
                }
                return id;
            }
            size += line.length() + 2;
            if (whole != null) {
                whole.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
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
    public void close() throws IOException {
        server.close();
    }
}
