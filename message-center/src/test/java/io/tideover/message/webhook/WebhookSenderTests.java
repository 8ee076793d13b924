package io.tideover.message.webhook;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToIgnoreCase;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.tideover.message.webhook.WebhookSender.Answer;
import io.tideover.message.webhook.WebhookSender.Answered;
import io.tideover.message.webhook.WebhookSender.Unreachable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** D9: one message to one endpoint, whatever the endpoint does. */
class WebhookSenderTests {

    private static final Instant NOW = Instant.parse("2026-01-06T00:00:00Z");

    @RegisterExtension
    static final WireMockExtension ENDPOINT = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"))
            .build();

    private WebhookSender sender = new WebhookSender(AddressLineTests.settings(true));

    @AfterEach
    void closed() throws IOException {
        sender.stop();
    }

    @Test
    void postsTheBodyAndItsHeaders() {
        ENDPOINT.stubFor(post("/hook").willReturn(ok("thank you\u0007")));

        assertThat(send("/hook")).isEqualTo(new Answered(200, "thank you ", null));

        ENDPOINT.verify(postRequestedFor(urlEqualTo("/hook"))
                .withRequestBody(equalTo("{\"a\": \"\u00e9\"}"))
                .withHeader("Content-Type", equalToIgnoreCase("application/json; charset=UTF-8"))
                .withHeader("webhook-id", equalTo("msg_1")));
    }

    @Test
    @DisplayName("X8: a redirect is an answer, and nothing goes where it points")
    void followsNoRedirect() {
        ENDPOINT.stubFor(post("/here").willReturn(temporaryRedirect("/there")));

        assertThat(send("/here"))
                .isInstanceOfSatisfying(
                        Answered.class, answer -> assertThat(answer.status()).isEqualTo(302));

        ENDPOINT.verify(0, postRequestedFor(urlEqualTo("/there")));
    }

    @Test
    void keepsLittleOfALongAnswer() {
        ENDPOINT.stubFor(post("/long").willReturn(ok("y".repeat(5_000_000))));
        assertThat(send("/long")).isEqualTo(new Answered(200, "y".repeat(1_000), null));
    }

    @Test
    @DisplayName("an endpoint that falls silent, or drips for ever, holds nobody longer than the time limit")
    void givesUpOnTheSlow() throws IOException {
        sender.stop();
        sender = new WebhookSender(new WebhookSettings(true, Duration.ofSeconds(2), null));
        ENDPOINT.stubFor(post("/silent").willReturn(ok().withFixedDelay(60_000)));
        ENDPOINT.stubFor(post("/dripping").willReturn(ok("z".repeat(200)).withChunkedDribbleDelay(100, 60_000)));

        long begun = System.nanoTime();
        assertThat(send("/silent")).isEqualTo(new Unreachable("No answer within 2 s."));
        assertThat(send("/dripping")).isEqualTo(new Answered(200, "", null));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    @DisplayName("D9: what is wrong with an endpoint is said in words, and not as a class of ours")
    void saysWhatIsBroken() {
        ENDPOINT.stubFor(post("/reset").willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        ENDPOINT.stubFor(post("/garbage").willReturn(aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)));

        ENDPOINT.stubFor(post("/empty").willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        assertThat(send("/reset")).isEqualTo(new Unreachable("The connection was cut off before an answer came."));
        assertThat(send("/empty")).isEqualTo(new Unreachable("The connection was closed without an answer."));
        assertThat(send("/garbage")).isInstanceOf(Unreachable.class);
        assertThat(postTo("http://127.0.0.1:1/")).isEqualTo(new Unreachable("The connection was refused."));
        // its certificate is nobody's
        assertThat(postTo("https://127.0.0.1:" + ENDPOINT.getHttpsPort() + "/"))
                .isEqualTo(new Unreachable("No secure connection could be made. Is its certificate valid?"));
    }

    @Test
    void saysThatANameIsUnknown() throws IOException {
        sender.stop();
        DnsResolver unknown = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                throw new UnknownHostException(host);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        sender = new WebhookSender(
                AddressLineTests.settings(true), new AddressLine(AddressLineTests.settings(true), unknown));

        assertThat(postTo("https://hooks.example.com/")).isEqualTo(new Unreachable("There is no host of this name."));
    }

    @Test
    void readsRetryAfterInBothForms() {
        ENDPOINT.stubFor(post("/seconds").willReturn(aResponse().withStatus(503).withHeader("Retry-After", "120")));
        ENDPOINT.stubFor(post("/date")
                .willReturn(aResponse().withStatus(503).withHeader("Retry-After", "Tue, 6 Jan 2026 00:10:00 GMT")));
        ENDPOINT.stubFor(
                post("/nonsense").willReturn(aResponse().withStatus(503).withHeader("Retry-After", "soon")));

        assertThat(send("/seconds")).isEqualTo(new Answered(503, "", Duration.ofMinutes(2)));
        assertThat(send("/date")).isEqualTo(new Answered(503, "", Duration.ofMinutes(10)));
        assertThat(send("/nonsense")).isEqualTo(new Answered(503, "", null));
    }

    @Test
    @DisplayName("X8: nothing is sent to an address beyond the line, however it is written")
    void staysOnThisSideOfTheLine() throws IOException {
        sender.stop();
        ENDPOINT.stubFor(post(anyUrl()).willReturn(ok()));
        sender = new WebhookSender(AddressLineTests.settings(false));

        for (String host :
                new String[] {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433"}) {
            assertThat(postTo("http://" + host + ":" + ENDPOINT.getPort() + "/hook"))
                    .as(host)
                    .isInstanceOf(Unreachable.class);
        }

        ENDPOINT.verify(0, postRequestedFor(anyUrl()));
    }

    @Test
    @DisplayName("X8: a name is looked up once, and the address that was checked is the one connected to")
    void connectsToTheAddressThatWasChecked() throws IOException {
        sender.stop();
        ENDPOINT.stubFor(post(anyUrl()).willReturn(ok()));
        AtomicInteger lookUps = new AtomicInteger();
        DnsResolver rebinding = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {
                    InetAddress.getByName(lookUps.incrementAndGet() == 1 ? "127.0.0.1" : "127.0.0.2")
                };
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        sender = new WebhookSender(
                AddressLineTests.settings(true), new AddressLine(AddressLineTests.settings(true), rebinding));

        assertThat(postTo("http://hooks.example.com:" + ENDPOINT.getPort() + "/hook"))
                .isInstanceOf(Answered.class);

        assertThat(lookUps).hasValue(1);
        ENDPOINT.verify(postRequestedFor(urlEqualTo("/hook"))
                .withHeader("Host", equalTo("hooks.example.com:" + ENDPOINT.getPort())));
    }

    private Answer send(String path) {
        return postTo("http://127.0.0.1:" + ENDPOINT.getPort() + path);
    }

    private Answer postTo(String url) {
        return sender.post(url, "{\"a\": \"\u00e9\"}", Map.of("webhook-id", "msg_1"), NOW);
    }
}
