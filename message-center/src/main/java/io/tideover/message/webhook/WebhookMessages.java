package io.tideover.message.webhook;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import io.tideover.message.event.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What is sent of an event, as the Standard Webhooks specification says: its body, and the headers that sign it. */
@Component
class WebhookMessages {

    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    /** The type of a message that says nothing but that it arrived. */
    static final String TEST = "webhook.test";

    private final JsonMapper json;
    private final Map<String, WebhookFormat> formats;

    WebhookMessages(JsonMapper json, List<WebhookFormat> formats) {
        this.json = json;
        this.formats = formats.stream().collect(Collectors.toMap(WebhookFormat::code, format -> format));
    }

    /** What a message is known by: the same for each try, so that a receiver can pass over one it has. */
    static String id(long deliveryId) {
        return "msg_" + deliveryId;
    }

    String body(Webhook webhook, Event event) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(event.data());
        Long resourceId = event.resourceId();
        data.put("eventId", Long.toString(event.position()));
        data.put("accountId", Long.toString(event.accountId()));
        data.put("resourceId", resourceId == null ? null : resourceId.toString());
        return body(webhook, new WebhookFormat.Said(event.type().code(), event.at(), data));
    }

    String test(Webhook webhook, Instant at) {
        return body(
                webhook,
                new WebhookFormat.Said(
                        TEST,
                        at,
                        Map.of("webhookId", Long.toString(webhook.id()), "text", "This is a test. Nothing happened.")));
    }

    /** What formats there are to choose, the usual one first. */
    List<String> formats() {
        return formats.keySet().stream()
                .sorted(Comparator.comparing((String code) -> !code.equals(WebhookFormat.STANDARD))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private String body(Webhook webhook, WebhookFormat.Said said) {
        WebhookFormat format =
                formats.getOrDefault(webhook.format(), Objects.requireNonNull(formats.get(WebhookFormat.STANDARD)));
        return json.writeValueAsString(format.body(said));
    }

    /** The headers of a try, signed with each secret that is good at the moment. */
    static Map<String, String> headers(long deliveryId, Instant wallNow, String body, List<String> secrets) {
        String id = id(deliveryId);
        long timestamp = wallNow.getEpochSecond();
        return Map.of(
                ID,
                id,
                TIMESTAMP,
                Long.toString(timestamp),
                SIGNATURE,
                secrets.stream()
                        .map(secret -> sign(secret, id, timestamp, body))
                        .collect(Collectors.joining(" ")));
    }

    private static String sign(String secret, String id, long timestamp, String body) {
        try {
            return new com.standardwebhooks.Webhook(secret).sign(id, timestamp, body);
        } catch (WebhookSigningException | EmptyWebhookSecretException e) {
            throw new IllegalStateException("a secret that does not sign", e);
        }
    }
}
