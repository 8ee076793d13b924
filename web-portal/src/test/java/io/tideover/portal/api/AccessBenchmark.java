package io.tideover.portal.api;

import io.tideover.TideoverApplication;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.ApiScope;
import io.tideover.test.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * S4: access decisions over HTTP beside a controller of the same application that answers a constant and asks for nothing. Keep-alive
 * connections, one request at a time on each. {@code script/bench access} runs it.
 */
final class AccessBenchmark {

    private static final int CONNECTIONS = Integer.getInteger("bench.connections", 8);
    private static final int REQUESTS = Integer.getInteger("bench.requests", 60_000);
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

    /** Sent before each measured part, and of the same kind: what is asked about all the time is known, and what was not is not. */
    private static final int LEAD_IN = 4_000;

    private static final int ACCOUNTS = 200;

    /** Where there are the routes that only this is for. */
    private static final String PROFILE = "benchmark";

    /** The constant, as long as a decision. */
    @RestController
    @Profile(PROFILE)
    static class Bare {

        private static final String CONSTANT = """
                {"decision":"ALLOW","accessMode":"AllAllowed","code":null,"message":null,"accountId":"10001",\
                "phase":"ACTIVE","arrears":"0.00","deadline":null,"remedy":null}""";

        @PostMapping(path = "/bare/access-decisions", produces = MediaType.APPLICATION_JSON_VALUE)
        String decide() {
            return CONSTANT;
        }

        /** Behind all that stands before a decision; the path is one around which no transaction is held. */
        @Scoped(ApiScope.ACCESS_DECIDE)
        @PostMapping(path = "/api/v1/policies/bare/preview", produces = MediaType.APPLICATION_JSON_VALUE)
        String decideBehindTheKey() {
            return CONSTANT;
        }
    }

    /** Lets it be reached by anyone. */
    @Configuration(proxyBeanMethods = false)
    @Profile(PROFILE)
    static class Open {

        @Bean
        @Order(0)
        SecurityFilterChain bare(HttpSecurity http) {
            return http.securityMatcher("/bare/**")
                    .csrf(AbstractHttpConfigurer::disable)
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    /** What a round came to. */
    private record Round(double perSecond, double p50, double p99) {

        @Override
        public String toString() {
            return "%.0f/s (p50 %.2f ms, p99 %.2f ms)".formatted(perSecond, p50, p99);
        }
    }

    private AccessBenchmark() {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        TestDatabase database = TestDatabase.fresh();
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        TideoverApplication.class, Bare.class, Open.class)
                .profiles(PROFILE)
                .run(
                        "--server.port=0",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        "--tideover.data-dir=" + Files.createTempDirectory("tideover-bench"),
                        "--tideover.roles=portal",
                        "--server.tomcat.max-keep-alive-requests=-1",
                        "--tideover.api.calls-per-second=1000000",
                        "--logging.level.root=WARN")) {
            run(context);
        }
        System.exit(0);
    }

    private static void run(ConfigurableApplicationContext context) throws InterruptedException, ExecutionException {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        String key = context.getBean(ApiKeys.class)
                .create("Benchmark", EnumSet.of(ApiScope.ACCESS_DECIDE), null)
                .plain();
        List<byte[]> questions = new ArrayList<>();
        List<byte[]> constants = new ArrayList<>();
        List<byte[]> behindTheKey = new ArrayList<>();
        for (String name : resources(context)) {
            String body = "{\"resourceName\":\"" + name + "\",\"operation\":\"WRITE\"}";
            questions.add(request("/api/v1/access-decisions", key, body));
            constants.add(request("/bare/access-decisions", key, body));
            behindTheKey.add(request("/api/v1/policies/bare/preview", key, body));
        }
        for (List<byte[]> each : List.of(constants, questions, behindTheKey, constants, questions)) {
            load(port, each, REQUESTS);
        }
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        List<Double> ratios = new ArrayList<>();
        List<Double> ofTheKeyed = new ArrayList<>();
        List<Double> tails = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            Round bare = measured(port, constants);
            load(port, questions, LEAD_IN);
            long before = statements(jdbc);
            Round decided = load(port, questions, REQUESTS);
            long statements = statements(jdbc) - before;
            Round keyed = measured(port, behindTheKey);
            ratios.add(decided.perSecond() / bare.perSecond());
            ofTheKeyed.add(decided.perSecond() / keyed.perSecond());
            tails.add(decided.p99() / bare.p99());
            System.out.printf(
                    "S4 bare %s, behind the key %s, decisions %s with %.3f statements each: %.2f of the bare, p99 %.2f x%n",
                    bare, keyed, decided, (double) statements / REQUESTS, ratios.getLast(), tails.getLast());
        }
        System.out.printf(
                "S4 median: %.2f of the bare one's requests/s, %.2f of those of the one behind the key, p99 %.2f x%n",
                median(ratios), median(ofTheKeyed), median(tails));
    }

    /** Of the whole server, whoever asked. */
    private static long statements(JdbcTemplate jdbc) {
        Long questions = jdbc.queryForObject("SHOW GLOBAL STATUS LIKE 'Questions'", (row, i) -> row.getLong(2));
        return questions == null ? 0 : questions;
    }

    private static List<String> resources(ConfigurableApplicationContext context) {
        Accounts accounts = context.getBean(Accounts.class);
        Resources resources = context.getBean(Resources.class);
        return LongStream.range(0, ACCOUNTS)
                .mapToObj(i -> {
                    long account =
                            accounts.open("Account " + i, "CNY", "UTC", "en", null, null, AccountClock.WALL, null);
                    return resources
                            .register(account, "cluster", "dws", "cn-1", BillingMode.PAY_AS_YOU_GO, null)
                            .resource()
                            .resourceName();
                })
                .toList();
    }

    private static byte[] request(String path, String key, String body) {
        return ("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Type: application/json\r\nAccept: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Round measured(int port, List<byte[]> requests) throws InterruptedException, ExecutionException {
        load(port, requests, LEAD_IN);
        return load(port, requests, REQUESTS);
    }

    private static Round load(int port, List<byte[]> requests, int count)
            throws InterruptedException, ExecutionException {
        List<Callable<long[]>> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int offset = i;
            clients.add(() -> {
                try (KeptAlive connection = new KeptAlive(port)) {
                    long[] nanos = new long[count / CONNECTIONS];
                    for (int n = 0; n < nanos.length; n++) {
                        long start = System.nanoTime();
                        connection.call(requests.get((n + offset * 31) % requests.size()));
                        nanos[n] = System.nanoTime() - start;
                    }
                    return nanos;
                }
            });
        }
        long start = System.nanoTime();
        try (ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<long[]>> done = executor.invokeAll(clients);
            double seconds = (System.nanoTime() - start) / 1e9;
            long[] all = new long[0];
            for (Future<long[]> each : done) {
                long[] more = each.get();
                all = Arrays.copyOf(all, all.length + more.length);
                System.arraycopy(more, 0, all, all.length - more.length, more.length);
            }
            Arrays.sort(all);
            return new Round(all.length / seconds, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
