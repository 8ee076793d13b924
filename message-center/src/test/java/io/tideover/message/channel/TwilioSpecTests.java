package io.tideover.message.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** X3: what is sent to Twilio, held against the description of its API that {@code TIDEOVER_TWILIO_SPEC} names. */
@EnabledIfEnvironmentVariable(named = "TIDEOVER_TWILIO_SPEC", matches = ".+")
class TwilioSpecTests {

    private static final String ACCOUNT = "AC00000000000000000000000000000000";

    @RegisterExtension
    static final WireMockExtension TWILIO = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @ParameterizedTest
    @ValueSource(strings = {"+15005550006", "MG00000000000000000000000000000000"})
    @DisplayName("D7: path, method, parameters and the forms of their values are those Twilio describes")
    void sendsWhatTwilioDescribes(String from) throws IOException {
        TWILIO.stubFor(post(anyUrl()).willReturn(jsonResponse("{\"sid\": \"SM1\", \"status\": \"queued\"}", 201)));
        SmsChannel channel = new SmsChannel(
                new TwilioSettings(ACCOUNT, "secret", from, URI.create(TWILIO.baseUrl()), Duration.ofSeconds(10)),
                new MessageSite(
                        URI.create("https://portal.example.com"),
                        URI.create("https://support.example.com"),
                        Path.of("target"),
                        "no-reply@example.com",
                        "Tideover"));
        assertThat(channel.send(List.of(new Outgoing.Text(1, 2, "+14155550100", "USD 12.50 overdue."))))
                .containsExactly(new Outcome.Accepted("SM1"));

        LoggedRequest request = TWILIO.getAllServeEvents().getFirst().getRequest();
        JsonNode paths = JsonMapper.shared()
                .readTree(Files.readString(Path.of(System.getenv("TIDEOVER_TWILIO_SPEC"))))
                .get("paths");
        String template = paths.propertyNames().stream()
                .filter(path -> path.replace("{AccountSid}", ACCOUNT).equals(request.getUrl()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Twilio describes no " + request.getUrl()));
        JsonNode call = paths.get(template).get(request.getMethod().getName().toLowerCase(java.util.Locale.ROOT));
        assertThat(call).as(request.getMethod() + " " + template).isNotNull();
        assertThat(call.get("responses").has("201")).isTrue();
        assertThat(request.getHeader("Content-Type")).startsWith("application/x-www-form-urlencoded");
        JsonNode form = call.get("requestBody")
                .get("content")
                .get("application/x-www-form-urlencoded")
                .get("schema");

        Map<String, String> sent = form(request.getBodyAsString());
        Set<String> described = new TreeSet<>(form.get("properties").propertyNames());
        assertThat(described).containsAll(sent.keySet());
        form.get("required").forEach(name -> assertThat(sent).containsKey(name.stringValue()));
        sent.forEach((name, value) -> {
            JsonNode pattern = form.get("properties").get(name).get("pattern");
            if (pattern != null) {
                assertThat(value).as(name).matches(pattern.stringValue());
            }
        });
        assertThat(sent).containsKey(from.startsWith("MG") ? "MessagingServiceSid" : "From");
    }

    private static Map<String, String> form(String body) {
        return Arrays.stream(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
