package io.tideover.portal.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API as somebody else's program would. Bodies are JSON with single quotes for double ones. */
final class ApiClient {

    /** An answer; {@code body} is missing where it was empty. */
    record Answer(int status, JsonNode body, HttpResponse<String> raw) {

        String text(String path) {
            return body.at("/" + path.replace('.', '/')).stringValue(null);
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String base;
    private final String key;

    ApiClient(String base, String key) {
        this.base = base;
        this.key = key;
    }

    ApiClient withKey(String other) {
        return new ApiClient(base, other);
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String body) {
        return send("POST", path, body, "Idempotency-Key", UUID.randomUUID().toString());
    }

    Answer put(String path, String body) {
        return send("PUT", path, body, "Idempotency-Key", UUID.randomUUID().toString());
    }

    Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    Answer delete(String path) {
        return send("DELETE", path, null);
    }

    Answer postOnce(String idempotencyKey, String path, String body) {
        return send("POST", path, body, "Idempotency-Key", idempotencyKey);
    }

    /** Sends a request; headers come as names and values in turn. */
    Answer send(String method, String path, String body, String... headers) {
        String text = body == null ? null : body.replace('\'', '"');
        List<String> all = new ArrayList<>(List.of(headers));
        if (text != null && !all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        if (key != null) {
            all.addAll(List.of("Authorization", "Bearer " + key));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .method(method, text == null ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
        if (!all.isEmpty()) {
            request.headers(all.toArray(String[]::new));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(
                    response.statusCode(),
                    json && !response.body().isEmpty() ? JSON.readTree(response.body()) : JSON.missingNode(),
                    response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
