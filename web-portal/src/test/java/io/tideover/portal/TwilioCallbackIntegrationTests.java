package io.tideover.portal;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.delivery.Delivery;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.delivery.DeliveryWorker;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSettings;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import tools.jackson.databind.json.JsonMapper;

/** D7: what Twilio reports of the messages it took, over the door it reports at. */
@PageTest
class TwilioCallbackIntegrationTests {

    private static final String PUBLIC_URL = "https://portal.example.com";
    private static final String PATH = "/callbacks/twilio/status";
    private static final String TOKEN = "a-token-of-twilio";

    @RegisterExtension
    static final WireMockExtension TWILIO = WireMockExtension.newInstance()
            .options(wireMockConfig()
                    .dynamicPort()
                    .bindAddress("127.0.0.1")
                    .templatingEnabled(true)
                    .globalTemplating(true))
            .configureStaticDsl(false)
            .build();

    @DynamicPropertySource
    static void twilio(DynamicPropertyRegistry properties) {
        properties.add("tideover.twilio.account-sid", () -> "AC00000000000000000000000000000000");
        properties.add("tideover.twilio.auth-token", () -> TOKEN);
        properties.add("tideover.twilio.from", () -> "+15005550006");
        properties.add("tideover.twilio.base-url", TWILIO::baseUrl);
        properties.add("tideover.public-url", () -> PUBLIC_URL);
        // nothing is sent but what a test sends
        properties.add("tideover.roles", () -> "portal");
    }

    @Autowired
    private MockMvc mvc;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private TestClocks clocks;

    @Autowired
    private Receivers receivers;

    @Autowired
    private MessageSettings settings;

    @Autowired
    private DeliveryWorker worker;

    @Autowired
    private DeliveryLog log;

    @BeforeEach
    void aProviderThatTakesEverything() {
        TWILIO.stubFor(post(urlPathMatching("/2010-04-01/.*"))
                .willReturn(jsonResponse(
                        "{\"sid\": \"SM{{randomValue length=32 type='HEXADECIMAL'}}\", \"status\": \"queued\"}", 201)));
    }

    @Test
    @DisplayName("D2: a signed report that a message arrived makes it DELIVERED; said again, nothing changes")
    void takesWhatIsSigned() throws Exception {
        Sent sent = billIssued();
        assertThat(sms(sent).status()).isEqualTo(DeliveryStatus.ACCEPTED);

        assertThat(report(sent.sid(), "sent", null)).isEqualTo(204);
        assertThat(sms(sent).status()).isEqualTo(DeliveryStatus.ACCEPTED);
        for (int times = 0; times < 2; times++) {
            assertThat(report(sent.sid(), "delivered", null)).isEqualTo(204);
            assertThat(sms(sent).status()).isEqualTo(DeliveryStatus.DELIVERED);
        }
    }

    @Test
    @DisplayName("D2: reports in any order never take back that a message arrived")
    void staysDelivered() throws Exception {
        Sent sent = billIssued();
        report(sent.sid(), "delivered", null);

        for (String late : List.of("queued", "sending", "sent", "undelivered", "failed")) {
            assertThat(report(sent.sid(), late, null)).isEqualTo(204);
        }

        assertThat(sms(sent).status()).isEqualTo(DeliveryStatus.DELIVERED);
    }

    @Test
    @DisplayName("M4: what did not arrive bounces, and goes to the owner by mail where nobody else was told")
    void tellsTheOwnerOfABounce() throws Exception {
        Sent sent = billIssued();

        assertThat(report(sent.sid(), "undelivered", "30003")).isEqualTo(204);

        assertThat(sms(sent)).satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.BOUNCED);
            assertThat(delivery.lastError()).isEqualTo("Twilio reports undelivered, error 30003");
        });
        assertThat(deliveries(sent.account()))
                .filteredOn(delivery -> delivery.channel() == ChannelKind.EMAIL)
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.fallback()).isTrue());
        assertThat(receivers.owner(sent.account()).canReceive(ChannelKind.SMS)).isTrue();
    }

    @Test
    @DisplayName("D3: a number that cannot be reached at all is not used again")
    void givesUpABadNumber() throws Exception {
        Sent sent = billIssued();

        report(sent.sid(), "failed", "30006");

        assertThat(receivers.owner(sent.account()).canReceive(ChannelKind.SMS)).isFalse();
    }

    @Test
    @DisplayName(
            "X8: without a signature, with a wrong one, or about anything else than was signed: 403, and nothing changes")
    void refusesWhatIsNotSigned() throws Exception {
        Sent sent = billIssued();
        Map<String, String> form = form(sent.sid(), "delivered", null);

        assertThat(call(form, null)).isEqualTo(403);
        assertThat(call(form, "")).isEqualTo(403);
        assertThat(call(form, signature(PUBLIC_URL + PATH, form, "another token")))
                .isEqualTo(403);
        assertThat(call(form, signature("https://evil.example.com" + PATH, form, TOKEN)))
                .isEqualTo(403);
        String signature = signature(PUBLIC_URL + PATH, form, TOKEN);
        Map<String, String> other = new TreeMap<>(form);
        other.put("MessageStatus", "undelivered");
        assertThat(call(other, signature)).isEqualTo(403);
        assertThat(mvc.perform(request(form, signature).queryParam("MessageStatus", "failed"))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(403);

        assertThat(sms(sent).status()).isEqualTo(DeliveryStatus.ACCEPTED);
    }

    @Test
    @DisplayName("X7: too much is refused before anything is read of it, and other methods are not taken")
    void refusesWhatTwilioWouldNotSend() throws Exception {
        Map<String, String> form = form("SM1", "delivered", null);
        form.put("Body", "x".repeat(5_000));
        assertThat(call(form, signature(PUBLIC_URL + PATH, form, TOKEN))).isEqualTo(403);
        assertThat(mvc.perform(MockMvcRequestBuilders.post(PATH)
                                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                                .content("a=" + "x".repeat(70_000)))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(413);
        assertThat(mvc.perform(MockMvcRequestBuilders.get(PATH))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(403);
        assertThat(mvc.perform(MockMvcRequestBuilders.post("/callbacks/other"))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("D2: a report of a message that is not ours is taken and changes nothing")
    void ignoresUnknownMessages() throws Exception {
        Sent sent = billIssued();

        for (int times = 0; times < 2; times++) {
            assertThat(report("SM" + UUID.randomUUID().toString().replace("-", ""), "undelivered", "30003"))
                    .isEqualTo(204);
        }

        assertThat(sms(sent).status()).isEqualTo(DeliveryStatus.ACCEPTED);
    }

    @Test
    @DisplayName("D2: a report that overtakes the storing of its acceptance is not lost")
    void keepsAnEarlyReport() throws Exception {
        Customer customer = customer();
        String sid = "SM" + UUID.randomUUID().toString().replace("-", "");
        assertThat(report(sid, "undelivered", "30003")).isEqualTo(204);
        TWILIO.stubFor(post(urlPathMatching("/2010-04-01/.*"))
                .willReturn(jsonResponse("{\"sid\": \"" + sid + "\", \"status\": \"queued\"}", 201)));

        Sent sent = billIssued(customer);

        assertThat(sms(sent).status()).isEqualTo(DeliveryStatus.BOUNCED);
        assertThat(deliveries(sent.account())).anyMatch(Delivery::fallback);
    }

    private record Customer(long account, long clock, String phone) {}

    private record Sent(long account, String sid) {}

    /** An account whose owner gets bills by SMS alone. */
    private Customer customer() {
        String phone = "+1415555" + ThreadLocalRandom.current().nextInt(1000, 9999);
        long clock = clocks.create(PageFixture.START).id();
        long account = accounts.open("Acme", "CNY", "UTC", "en", null, null, clock, null);
        receivers.openOwner(account, "Olga", account + "@acme.example", phone, null, PageFixture.START);
        settings.put(
                account,
                MessageType.ACCOUNT_BILL_PAYMENT,
                Set.of(ChannelKind.SMS),
                List.of(receivers.owner(account).id()),
                "test");
        worker.deliverDue(clock, PageFixture.START, 100);
        return new Customer(account, clock, phone);
    }

    private Sent billIssued() {
        return billIssued(customer());
    }

    private Sent billIssued(Customer customer) {
        TWILIO.resetRequests();
        bills.record(customer.account(), "dws", "40.00", PageFixture.START.plusSeconds(86_400), null, List.of());
        worker.deliverDue(customer.clock(), PageFixture.START, 100);
        TWILIO.verify(1, postRequestedFor(urlMatching("/.*")).withFormParam("To", equalTo(customer.phone())));
        String answer = TWILIO.getAllServeEvents().getFirst().getResponse().getBodyAsString();
        return new Sent(
                customer.account(),
                JsonMapper.shared().readTree(answer).get("sid").stringValue());
    }

    private Delivery sms(Sent sent) {
        return deliveries(sent.account()).stream()
                .filter(delivery -> delivery.channel() == ChannelKind.SMS)
                .findFirst()
                .orElseThrow();
    }

    private List<Delivery> deliveries(long account) {
        return log.page(account, Stage.BILL_ISSUED, null, 10).items().stream()
                .flatMap(sent -> sent.deliveries().stream())
                .toList();
    }

    private int report(String sid, String status, String errorCode) throws Exception {
        Map<String, String> form = form(sid, status, errorCode);
        return call(form, signature(PUBLIC_URL + PATH, form, TOKEN));
    }

    private int call(Map<String, String> form, String signature) throws Exception {
        return mvc.perform(request(form, signature)).andReturn().getResponse().getStatus();
    }

    private static MockHttpServletRequestBuilder request(Map<String, String> form, String signature) {
        MockHttpServletRequestBuilder request =
                MockMvcRequestBuilders.post(PATH).contentType(MediaType.APPLICATION_FORM_URLENCODED);
        form.forEach(request::formField);
        return signature == null ? request : request.header("X-Twilio-Signature", signature);
    }

    private static Map<String, String> form(String sid, String status, String errorCode) {
        Map<String, String> form = new TreeMap<>(Map.of(
                "AccountSid",
                "AC00000000000000000000000000000000",
                "MessageSid",
                Objects.requireNonNull(sid),
                "MessageStatus",
                status,
                "To",
                "+14155550100"));
        if (errorCode != null) {
            form.put("ErrorCode", errorCode);
        }
        return form;
    }

    /** As Twilio documents it: the address, then each name and value in the order of names. */
    private static String signature(String url, Map<String, String> form, String token)
            throws GeneralSecurityException {
        StringBuilder text = new StringBuilder(url);
        new TreeMap<>(form).forEach((name, value) -> text.append(name).append(value));
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
