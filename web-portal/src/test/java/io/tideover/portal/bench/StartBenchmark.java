package io.tideover.portal.bench;

import io.tideover.TideoverApplication;
import java.io.File;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * S7: from the start of the process to its first answer, and its resident memory after 10 000 and 30 000 requests, beside an application
 * of the same starters that does nothing. Each is a process of its own with the same options: the demonstration on the embedded database
 * that a start before has filled, the other on an empty one in memory. {@code script/bench start} runs it.
 */
final class StartBenchmark {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int REQUESTS = Integer.getInteger("bench.requests", 10_000);
    private static final int CONNECTIONS = 4;
    private static final List<String> OPTIONS =
            List.of(System.getProperty("bench.options", "-Xmx512m").split(" "));
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");

    /** What a round came to. */
    private record Round(double seconds, double megabytes, double later) {}

    /** What is started, and how it is asked. */
    private record Subject(Class<?> main, List<String> arguments, List<String> pages, List<String> calls) {}

    private StartBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Path data = Files.createTempDirectory("tideover-start");
        Subject tideover = new Subject(
                TideoverApplication.class,
                List.of(
                        "--spring.profiles.active=demo",
                        "--tideover.data-dir=" + data,
                        "--tideover.api.calls-per-second=1000000"),
                List.of("/billing/overview", "/billing/resources", "/messages", "/messages/settings"),
                List.of("/api/v1/accounts"));
        Subject empty = new Subject(
                EmptyApplication.class,
                List.of(
                        // not the settings and the schema of the application, which are on the same class path
                        "--spring.config.name=empty", "--spring.flyway.enabled=false"),
                List.of(),
                List.of("/"));
        // makes the databases, and fills the caches of the disk
        round(tideover, 0);
        round(empty, 0);
        List<Round> ours = new ArrayList<>();
        List<Round> bare = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            bare.add(round(empty, REQUESTS));
            ours.add(round(tideover, REQUESTS));
            System.out.printf("S7 empty    %s%nS7 tideover %s%n", bare.getLast(), ours.getLast());
        }
        System.out.printf(
                "S7 median: first answer after %.2f s, %.2f x of the empty one's %.2f s; %.0f MB, %.2f x of its %.0f MB;"
                        + " %.2f x of that after three times as many requests%n",
                median(ours.stream().map(Round::seconds).toList()),
                median(ours.stream().map(Round::seconds).toList())
                        / median(bare.stream().map(Round::seconds).toList()),
                median(bare.stream().map(Round::seconds).toList()),
                median(ours.stream().map(Round::megabytes).toList()),
                median(ours.stream().map(Round::megabytes).toList())
                        / median(bare.stream().map(Round::megabytes).toList()),
                median(bare.stream().map(Round::megabytes).toList()),
                median(ours.stream()
                        .map(each -> each.later() / each.megabytes())
                        .toList()));
        System.exit(0);
    }

    private static Round round(Subject subject, int requests)
            throws IOException, InterruptedException, ExecutionException {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", classPath(subject), subject.main().getName()));
        command.addAll(subject.arguments());
        command.add("--server.port=" + port);
        command.add("--server.address=127.0.0.1");
        File log = File.createTempFile("tideover-start", ".log");
        long started = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            awaitAnswer(process, port, log);
            double seconds = (System.nanoTime() - started) / 1e9;
            double first = 0;
            double later = 0;
            if (requests > 0) {
                ask(subject, port, requests);
                first = resident(process);
                ask(subject, port, requests * 2);
                later = resident(process);
            }
            return new Round(seconds, first, later);
        } finally {
            process.destroy();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** Without the tests' own classes where they would be scanned for components. */
    private static String classPath(Subject subject) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> subject.main() == EmptyApplication.class
                        || (!entry.endsWith("test-classes") && !entry.endsWith("bench-classes")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void awaitAnswer(Process process, int port, File log) throws InterruptedException, IOException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(uri(port, "/sign-in")).build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                int status = client.send(request, BodyHandlers.ofString()).statusCode();
                if (status != 200) {
                    throw new IllegalStateException("answered " + status + ", see " + log);
                }
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            }
        }
        throw new IllegalStateException("no answer, see " + log);
    }

    /** Nine calls and a page, over and over; of the pages each in its turn. */
    private static void ask(Subject subject, int port, int requests) throws InterruptedException, ExecutionException {
        List<Callable<Integer>> clients = new ArrayList<>();
        for (int client = 0; client < CONNECTIONS; client++) {
            clients.add(() -> {
                HttpClient browser = HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
                if (!subject.pages().isEmpty()) {
                    signIn(browser, port);
                }
                int done = 0;
                for (; done < requests / CONNECTIONS; done++) {
                    boolean page = !subject.pages().isEmpty() && done % 10 == 9;
                    List<String> paths = page ? subject.pages() : subject.calls();
                    expectOk(browser.send(
                            HttpRequest.newBuilder(uri(port, paths.get(done / 10 % paths.size())))
                                    .header("Authorization", page ? "none" : "Bearer demo-api-key")
                                    .build(),
                            BodyHandlers.ofString()));
                }
                return done;
            });
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (Future<Integer> each : executor.invokeAll(clients)) {
                each.get();
            }
        }
    }

    private static void signIn(HttpClient browser, int port) throws IOException, InterruptedException {
        String form = browser.send(HttpRequest.newBuilder(uri(port, "/sign-in")).build(), BodyHandlers.ofString())
                .body();
        Matcher csrf = CSRF.matcher(form);
        if (!csrf.find()) {
            throw new IllegalStateException("no form to sign in with");
        }
        String body = "email=owner%40acme.example&password=tideover-demo&_csrf="
                + URLEncoder.encode(csrf.group(1), StandardCharsets.UTF_8);
        expectOk(browser.send(
                HttpRequest.newBuilder(uri(port, "/sign-in"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString()));
    }

    private static void expectOk(HttpResponse<String> answer) {
        if (answer.statusCode() != 200 || answer.uri().getPath().equals("/sign-in")) {
            throw new IllegalStateException(answer.uri() + " answered " + answer.statusCode());
        }
    }

    /** Resident memory in MB, as Linux counts it. */
    private static double resident(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
