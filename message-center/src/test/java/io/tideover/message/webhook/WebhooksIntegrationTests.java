package io.tideover.message.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.tideover.Customers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.Tries;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.event.Event;
import io.tideover.message.event.EventFeed;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** D9: endpoints are told of events, signed, retried, and left alone once they say so. */
@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
@TestPropertySource(properties = {"tideover.webhooks.allow-private-addresses=true", "tideover.webhooks.timeout=3s"})
class WebhooksIntegrationTests {

    @RegisterExtension
    static final WireMockExtension ENDPOINTS = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Autowired
    private Customers customers;

    @Autowired
    private Webhooks webhooks;

    @Autowired
    private WebhookWorker worker;

    @Autowired
    private EventFeed feed;

    @Autowired
    private Resources resources;

    @Autowired
    private SettableClock clock;

    @Autowired
    private TestClocks clocks;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcTemplate jdbc;

    private Instant start;

    @BeforeEach
    void start() {
        // receivers check how old a message is by their own clock
        start = Instant.now();
        clock.set(start);
        webhooks.of(null).forEach(webhook -> webhooks.remove(webhook.id()));
        deliverAll();
    }

    @Test
    @DisplayName("an account's endpoint is told of its own events, an operators' of all, each of the types it wants")
    void tellsWhoeverWantsToKnow() {
        long account = customers.open();
        long other = customers.open();
        String own = endpoint(account);
        String picky = endpoint(account, "account.balance_low", "resource.grace");
        String everybody = endpoint(null);

        customers.announce(customers.notice(account, Stage.OVERDUE), customers.notice(account, Stage.BALANCE_LOW));
        customers.announce(customers.notice(other, Stage.OVERDUE));
        deliverAll();

        assertThat(types(own)).containsExactly("account.arrears", "account.balance_low");
        assertThat(types(picky)).containsExactly("account.balance_low");
        assertThat(types(everybody)).hasSize(3);
    }

    @Test
    @DisplayName("a message says what the feed says, under the type and the instant of its event")
    void saysWhatTheFeedSays() {
        long account = customers.open();
        String path = endpoint(account);
        long resource = resources
                .register(account, "etl_nightly", "dws", "eu-1", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
        deliverAll();

        Event event = feed.after(0, account, 10).getFirst();
        JsonNode body = JsonMapper.shared().readTree(received(path).getFirst().getBodyAsString());
        assertThat(body.get("type").stringValue()).isEqualTo("resource.registered");
        assertThat(body.get("timestamp").stringValue()).isEqualTo(event.at().toString());
        JsonNode data = body.get("data");
        assertThat(data.get("eventId").stringValue()).isEqualTo(Long.toString(event.position()));
        assertThat(data.get("accountId").stringValue()).isEqualTo(Long.toString(account));
        assertThat(data.get("resourceId").stringValue()).isEqualTo(Long.toString(resource));
        assertThat(data.get("to").stringValue()).isEqualTo("ACTIVE");
    }

    @Test
    @DisplayName("messages are signed as Standard Webhooks says; after a change of secret both sign for 24 hours")
    void signs() {
        long account = customers.open();
        String path = path();
        Webhooks.Created created = webhooks.add(account, ENDPOINTS.baseUrl() + path, List.of(), null, null);
        answer(path, ok());
        overdue(account);
        deliverAll();
        assertThat(isSigned(last(path), created.secret())).isTrue();

        String next = webhooks.rotateSecret(created.webhook().id()).secret();
        assertThat(next).isNotEqualTo(created.secret());
        overdue(account);
        deliverAll();
        assertThat(isSigned(last(path), created.secret())).isTrue();
        assertThat(isSigned(last(path), next)).isTrue();
        assertThat(last(path).getHeader("webhook-signature").split(" ")).hasSize(2);
        assertThat(webhooks.get(created.webhook().id()).bothUntil()).isNotNull();

        clock.advance(Webhooks.BOTH_SIGN);
        overdue(account);
        deliverAll();
        assertThat(last(path).getHeader("webhook-signature").split(" ")).hasSize(1);
        assertThat(webhooks.get(created.webhook().id()).bothUntil()).isNull();
    }

    @Test
    @DisplayName("a message that was not taken comes again under the same id")
    void triesAgain() {
        long account = customers.open();
        String path = endpoint(account);
        answer(path, aResponse().withStatus(500).withBody("out of order"));
        overdue(account);
        deliverAll();

        assertThat(told(account)).singleElement().satisfies(attempt -> {
            assertThat(attempt.status()).isEqualTo(DeliveryStatus.RETRY);
            assertThat(attempt.attempts()).isEqualTo(1);
            assertThat(attempt.answerStatus()).isEqualTo(500);
            assertThat(attempt.answer()).isEqualTo("out of order");
            assertThat(attempt.attemptAt()).isBetween(start.plusSeconds(48), start.plusSeconds(72));
        });
        answer(path, ok("thanks"));
        clock.advance(Duration.ofSeconds(90));
        deliverAll();

        assertThat(told(account)).singleElement().satisfies(attempt -> {
            assertThat(attempt.status()).isEqualTo(DeliveryStatus.ACCEPTED);
            assertThat(attempt.attempts()).isEqualTo(2);
            assertThat(attempt.request()).isEqualTo(last(path).getBodyAsString());
        });
        assertThat(received(path))
                .hasSize(2)
                .extracting(each -> each.getHeader("webhook-id"))
                .containsOnly(told(account).getFirst().messageId());
    }

    @Test
    @DisplayName("D11: on a test clock tries come after exactly 1, 2, 4 ... 60 minutes, until 72 hours are over")
    void backsOffOnATestClock() {
        long clockId = clocks.create(start).id();
        long account = customers.open(clockId, null);
        String path = endpoint(account);
        answer(path, aResponse().withStatus(503));
        overdue(account);

        List<Duration> waits = Tries.waits(worker, clockId, clocks.now(clockId));

        assertThat(waits)
                .startsWith(
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(8),
                        Duration.ofMinutes(16),
                        Duration.ofMinutes(32),
                        Duration.ofHours(1));
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofHours(71), Duration.ofHours(72));
        assertThat(told(account))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.status()).isEqualTo(DeliveryStatus.DEAD));
    }

    @Test
    @DisplayName("D3: a Retry-After that is longer than the backoff is honoured")
    void honoursRetryAfter() {
        long account = customers.open();
        answer(endpoint(account), aResponse().withStatus(429).withHeader("Retry-After", "7200"));
        overdue(account);
        deliverAll();

        assertThat(told(account))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.attemptAt())
                        .isBetween(start.plus(Duration.ofMinutes(119)), start.plus(Duration.ofMinutes(121))));
    }

    @Test
    @DisplayName("an endpoint that answers 410 is switched off, and told nothing more until it is switched on again")
    void leavesAloneWhatIsGone() {
        long account = customers.open();
        String path = endpoint(account);
        Webhook webhook = webhooks.of(account).getFirst();
        answer(path, aResponse().withStatus(410));
        overdue(account);
        overdue(account);
        deliverAll();

        assertThat(webhooks.get(webhook.id()).state()).isEqualTo(Webhook.State.GONE);
        assertThat(received(path)).hasSize(1);
        assertThat(told(account)).hasSize(2).allMatch(attempt -> attempt.status() == DeliveryStatus.DEAD);
        // what was never sent was never tried
        assertThat(told(account)).extracting(WebhookAttempt::attempts).containsExactlyInAnyOrder(1, 0);
        overdue(account);
        deliverAll();
        assertThat(received(path)).hasSize(1);

        answer(path, ok());
        webhooks.change(webhook.id(), new Webhooks.Changes(null, null, null, null, true));
        overdue(account);
        deliverAll();
        assertThat(received(path)).hasSize(2);
    }

    @Test
    @DisplayName("nothing that is waiting goes to an endpoint that was switched off or removed meanwhile")
    void sendsNothingToWhatWasSwitchedOff() {
        long account = customers.open();
        String off = endpoint(account);
        String removed = endpoint(account);
        List<Webhook> both = webhooks.of(account);
        overdue(account);

        webhooks.change(both.getFirst().id(), new Webhooks.Changes(null, null, null, null, false));
        webhooks.remove(both.getLast().id());
        deliverAll();

        assertThat(received(off)).isEmpty();
        assertThat(received(removed)).isEmpty();
        assertThat(worker.attempts(both.getFirst().id(), null, 10).items())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.status()).isEqualTo(DeliveryStatus.DEAD));
        assertThat(webhooks.find(both.getLast().id())).isEmpty();
    }

    @Test
    @DisplayName("an endpoint that hangs costs one time limit a look, and holds up no other")
    void letsNoEndpointHoldUpAnother() {
        long account = customers.open();
        String hanging = endpoint(account);
        String quick = endpoint(account);
        answer(hanging, ok().withFixedDelay(20_000));
        for (int i = 0; i < 5; i++) {
            overdue(account);
        }

        deliverAll();

        assertThat(received(hanging)).hasSize(1);
        assertThat(received(quick)).hasSize(5);
        assertThat(worker.attempts(webhooks.of(account).getFirst().id(), null, 10)
                        .items())
                .hasSize(5)
                .allSatisfy(attempt -> {
                    assertThat(attempt.status()).isEqualTo(DeliveryStatus.RETRY);
                    assertThat(attempt.error()).isEqualTo("No answer within 3 s.");
                });
    }

    @Test
    @DisplayName("an endpoint whose secret cannot be opened is tried again, and keeps no other from being told")
    void outlivesASecretThatCannotBeOpened() {
        long account = customers.open();
        String unreadable = endpoint(account);
        String other = endpoint(account);
        long broken = webhooks.of(account).getFirst().id();
        jdbc.update("UPDATE webhooks SET secret = 'aes:c2VhbGVkIHVuZGVyIGFub3RoZXI=' WHERE id = ?", broken);
        overdue(account);
        deliverAll();

        assertThat(received(other)).hasSize(1);
        assertThat(received(unreadable)).isEmpty();
        assertThat(worker.attempts(broken, null, 10).items()).singleElement().satisfies(attempt -> {
            assertThat(attempt.status()).isEqualTo(DeliveryStatus.RETRY);
            assertThat(attempt.error()).isEqualTo("It could not be sent; see the server's log.");
        });
        webhooks.remove(broken);
    }

    @Test
    @DisplayName("D1: what is rolled back is told to nobody")
    void tellsNothingThatDidNotHappen() {
        long account = customers.open();
        String path = endpoint(account);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            overdue(account);
            status.setRollbackOnly();
        });
        deliverAll();
        assertThat(received(path)).isEmpty();
    }

    @Test
    @DisplayName("D2: workers side by side send each message once")
    void sendsEachOnce() throws Exception {
        long account = customers.open();
        String path = endpoint(account);
        for (int i = 0; i < 30; i++) {
            overdue(account);
        }
        int workers = 4;
        CyclicBarrier together = new CyclicBarrier(workers);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            calls.add(() -> {
                together.await();
                int all = 0;
                for (int sent = 1; sent > 0; ) {
                    sent = worker.deliverDue(4);
                    all += sent;
                }
                return all;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            for (Future<Integer> each : threads.invokeAll(calls)) {
                each.get();
            }
        }
        deliverAll();

        assertThat(received(path))
                .hasSize(30)
                .extracting(each -> each.getHeader("webhook-id"))
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a test goes out at once and once, and is marked as one")
    void sendsATest() {
        String path = endpoint(null);
        Webhook webhook = webhooks.of(null).getFirst();

        WebhookAttempt taken = worker.test(webhook.id());
        assertThat(taken.status()).isEqualTo(DeliveryStatus.ACCEPTED);
        assertThat(types(path)).containsExactly("webhook.test");
        assertThat(taken.request()).isEqualTo(last(path).getBodyAsString());

        answer(path, aResponse().withStatus(404).withBody("nobody here"));
        assertThat(worker.test(webhook.id())).satisfies(refused -> {
            assertThat(refused.status()).isEqualTo(DeliveryStatus.DEAD);
            assertThat(refused.answerStatus()).isEqualTo(404);
            assertThat(refused.answer()).isEqualTo("nobody here");
            assertThat(refused.error()).isEqualTo("HTTP 404");
        });
        clock.advance(Duration.ofDays(1));
        deliverAll();
        assertThat(received(path)).hasSize(2);
    }

    @Test
    @DisplayName("a chat's robot is told in a line of text, in which nothing that a user named is markup")
    void talksToChats() {
        long account = customers.open();
        String slack = path();
        String dingTalk = path();
        answer(slack, ok());
        answer(dingTalk, ok());
        webhooks.add(account, ENDPOINTS.baseUrl() + slack, List.of(), null, "SLACK");
        webhooks.add(account, ENDPOINTS.baseUrl() + dingTalk, List.of(), null, "DINGTALK");
        resources.register(account, "etl <!channel> *nightly*", "dws", "eu-1", BillingMode.PAY_AS_YOU_GO, null);
        deliverAll();

        String text = JsonMapper.shared()
                .readTree(last(slack).getBodyAsString())
                .get("text")
                .stringValue();
        assertThat(text)
                .startsWith("Tideover: resource.registered etl  !channel   nightly")
                .contains(" (ACTIVE), ")
                .contains("account " + account);
        JsonNode body = JsonMapper.shared().readTree(last(dingTalk).getBodyAsString());
        assertThat(body.get("msgtype").stringValue()).isEqualTo("text");
        assertThat(body.get("text").get("content").stringValue()).isEqualTo(text);
        assertThatThrownBy(() -> webhooks.add(account, url(), List.of(), null, "PIGEON"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("format"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hooks.example.com",
                "ftp://hooks.example.com/",
                "file:///etc/passwd",
                "https:///path",
                "https://user:secret@hooks.example.com/",
                "https://hooks.example.com/#part",
                "https://hooks.example.com/\r\nX-Evil: 1",
                "javascript:alert(1)"
            })
    @DisplayName("X8: what is no address of an endpoint is refused")
    void refusesWhatIsNoAddress(String url) {
        long account = customers.open();
        assertThatThrownBy(() -> webhooks.add(account, url, List.of(), null, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("url"));
        assertThat(webhooks.of(account)).isEmpty();
    }

    @Test
    void refusesUnknownTypesLongDescriptionsAndTooMany() {
        long account = customers.open();
        assertThatThrownBy(() -> webhooks.add(account, url(), List.of("resource.eaten"), null, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("eventTypes"));
        assertThatThrownBy(() -> webhooks.add(account, url(), List.of(), "x".repeat(201), null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.field()).isEqualTo("description"));
        assertThatThrownBy(() -> webhooks.add(123456789L, url(), List.of(), null, null))
                .isInstanceOf(Refusal.class);
        for (int i = 0; i < Webhooks.MOST; i++) {
            webhooks.add(account, url(), List.of(), "number " + i, null);
        }
        assertThatThrownBy(() -> webhooks.add(account, url(), List.of(), null, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("TOO_MANY_WEBHOOKS"));
    }

    private void overdue(long account) {
        customers.announce(customers.notice(account, Stage.OVERDUE));
    }

    private String path() {
        return "/" + UUID.randomUUID();
    }

    private String url() {
        return "https://hooks.example.com" + path();
    }

    /** An endpoint that takes everything; its path. */
    private String endpoint(Long account, String... types) {
        String path = path();
        answer(path, ok());
        webhooks.add(account, ENDPOINTS.baseUrl() + path, List.of(types), "test", null);
        return path;
    }

    private static void answer(String path, ResponseDefinitionBuilder answer) {
        ENDPOINTS.stubFor(post(path).willReturn(answer));
    }

    private static List<LoggedRequest> received(String path) {
        return ENDPOINTS.findAll(postRequestedFor(urlEqualTo(path)));
    }

    /** The newest message: ids grow, while two requests may be logged at the same instant. */
    private static LoggedRequest last(String path) {
        return received(path).stream()
                .max(java.util.Comparator.comparingLong(request ->
                        Long.parseLong(request.getHeader("webhook-id").substring("msg_".length()))))
                .orElseThrow();
    }

    private static List<String> types(String path) {
        return received(path).stream()
                .map(request -> JsonMapper.shared()
                        .readTree(request.getBodyAsString())
                        .get("type")
                        .stringValue())
                .sorted()
                .toList();
    }

    private List<WebhookAttempt> told(long account) {
        return worker.attempts(webhooks.of(account).getFirst().id(), null, 50).items();
    }

    /** By the specification's own library. */
    private static boolean isSigned(LoggedRequest request, String secret) {
        Map<String, List<String>> headers = Map.of(
                "webhook-id", List.of(request.getHeader("webhook-id")),
                "webhook-timestamp", List.of(request.getHeader("webhook-timestamp")),
                "webhook-signature", List.of(request.getHeader("webhook-signature")));
        try {
            new com.standardwebhooks.Webhook(secret).verify(request.getBodyAsString(), headers);
            return true;
        } catch (WebhookVerificationException | com.standardwebhooks.exceptions.EmptyWebhookSecretException e) {
            return false;
        }
    }

    private void deliverAll() {
        for (int sent = 1; sent > 0; ) {
            sent = worker.deliverDue(100);
        }
    }
}
