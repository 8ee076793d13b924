package io.tideover.message.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.BasicCredentials;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SmsChannelTests {

    private static final String MESSAGES = "/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages.json";

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @RegisterExtension
    static final WireMockExtension TWILIO = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Test
    @DisplayName("D7: SMS goes to Twilio's Messages resource at the configured base URL, with a status callback")
    void postsToTwilio() {
        TWILIO.stubFor(post(MESSAGES).willReturn(jsonResponse("{\"sid\":\"SM123\",\"status\":\"queued\"}", 201)));

        assertThat(send()).isEqualTo(new Outcome.Accepted("SM123"));

        TWILIO.verify(postRequestedFor(urlEqualTo(MESSAGES))
                .withBasicAuth(new BasicCredentials("AC00000000000000000000000000000000", "secret"))
                .withFormParam("To", com.github.tomakehurst.wiremock.client.WireMock.equalTo("+14155550100"))
                .withFormParam("From", com.github.tomakehurst.wiremock.client.WireMock.equalTo("+15005550006"))
                .withFormParam("Body", containing("USD 12.50 overdue"))
                .withFormParam(
                        "StatusCallback",
                        com.github.tomakehurst.wiremock.client.WireMock.equalTo(
                                "https://portal.example.com/callbacks/twilio/status")));
    }

    @Test
    @DisplayName("D3: an opted-out or invalid number is dead, and so is its address")
    void refusesBadNumbers() {
        for (int code : new int[] {21610, 21211, 21614}) {
            answer(400, code);
            assertThat(send()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                assertThat(refused.badAddress()).isTrue();
                assertThat(refused.error()).contains(Integer.toString(code)).contains("as Twilio says");
            });
        }
        answer(400, 21617);
        assertThat(send())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.badAddress()).isFalse());
    }

    @Test
    @DisplayName("D3: 429 with its Retry-After, 5xx, a wrong token and a broken connection may pass")
    void postponesWhatMayPass() {
        TWILIO.stubFor(post(MESSAGES)
                .willReturn(jsonResponse("{\"code\":20429,\"message\":\"slow down\",\"status\":429}", 429)
                        .withHeader("Retry-After", "90")));
        assertThat(send())
                .isInstanceOfSatisfying(
                        Outcome.Postponed.class,
                        postponed -> assertThat(postponed.retryAfter()).isEqualTo(Duration.ofSeconds(90)));
        for (int status : new int[] {500, 503, 401}) {
            answer(status, 20000);
            assertThat(send()).as("HTTP " + status).isInstanceOf(Outcome.Postponed.class);
        }
        TWILIO.stubFor(post(MESSAGES).willReturn(aResponse().withStatus(502).withBody("<html>bad gateway</html>")));
        assertThat(send()).isInstanceOf(Outcome.Postponed.class);
        TWILIO.stubFor(post(MESSAGES).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        assertThat(send()).isInstanceOf(Outcome.Postponed.class);
    }

    @Test
    @DisplayName("D7: a report is believed only where it is signed with our token")
    void checksSignatures() {
        String url = "https://mycompany.com/myapp.php?foo=1&bar=2";
        Map<String, String> form = Map.of(
                "CallSid", "CA1234567890ABCDE",
                "Caller", "+14158675309",
                "Digits", "1234",
                "From", "+14158675309",
                "To", "+18005551212");
        // Twilio's published example
        SmsChannel channel = new SmsChannel(new TwilioSettings("AC1", "12345", "+15005550006", null, TIMEOUT), site());

        assertThat(channel.isSigned(url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")).isTrue();
        assertThat(channel.isSigned(url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B9=")).isFalse();
        assertThat(channel.isSigned(url, form, null)).isFalse();
    }

    private static void answer(int status, int code) {
        TWILIO.stubFor(post(MESSAGES)
                .willReturn(jsonResponse(
                        "{\"code\":%d,\"message\":\"as Twilio says\",\"status\":%d}".formatted(code, status), status)));
    }

    private static Outcome send() {
        SmsChannel channel = new SmsChannel(
                new TwilioSettings(
                        "AC00000000000000000000000000000000",
                        "secret",
                        "+15005550006",
                        URI.create(TWILIO.baseUrl()),
                        TIMEOUT),
                site());
        return channel.send(List.of(new Outgoing.Text(1, 2, "+14155550100", "USD 12.50 overdue.")))
                .getFirst();
    }

    private static MessageSite site() {
        return new MessageSite(
                URI.create("https://portal.example.com"),
                URI.create("https://support.example.com"),
                Path.of("target"),
                "no-reply@example.com",
                "Tideover");
    }
}
