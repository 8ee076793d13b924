package io.tideover.message.webhook;

import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Posts one message to one endpoint. Redirects are not followed, no cookie is kept, no proxy is asked, and little of an answer is read:
 * where a request goes is decided by the {@link AddressLine} alone.
 */
@Component
class WebhookSender {

    /** What an endpoint said. */
    sealed interface Answer {}

    /**
     * It answered.
     *
     * @param body how its answer began
     * @param retryAfter how long it asks to wait, or null
     */
    record Answered(int status, String body, @Nullable Duration retryAfter) implements Answer {}

    /** Nothing came back. */
    record Unreachable(String error) implements Answer {}

    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

    private static final int MOST_OF_ANSWER = 1_000;
    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_TO_ONE_HOST = 8;
    private static final Duration KEPT_OPEN = Duration.ofSeconds(20);

    private final CloseableHttpClient client;
    private final Duration timeout;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("webhook-watch").factory());

    @Autowired
    WebhookSender(WebhookSettings settings) {
        this(settings, new AddressLine(settings));
    }

    WebhookSender(WebhookSettings settings, AddressLine line) {
        this.timeout = settings.timeout();
        Timeout each = Timeout.of(timeout);
        this.client = HttpClients.custom()
                .setUserAgent("Tideover-Webhooks/1")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(line)
                        .setMaxConnTotal(MOST_CONNECTIONS)
                        .setMaxConnPerRoute(MOST_TO_ONE_HOST)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(each)
                                .setSocketTimeout(each)
                                .setTimeToLive(TimeValue.of(KEPT_OPEN))
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(each)
                        .setResponseTimeout(each)
                        .build())
                .build();
    }

    @PreDestroy
    void stop() throws IOException {
        watch.shutdownNow();
        client.close();
    }

    /** Posts a body. It does not throw for what the endpoint does. */
    Answer post(String url, String body, Map<String, String> headers, Instant wallNow) {
        HttpPost request = new HttpPost(url);
        headers.forEach(request::setHeader);
        request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
        // the client's own timeouts begin again with each byte: an endpoint that drips would hold a worker for ever
        Future<?> end = watch.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
        ClassicHttpResponse response = null;
        try {
            response = client.executeOpen(null, request, null);
            return new Answered(response.getCode(), beginning(request, response), retryAfter(response, wallNow));
        } catch (IOException | RuntimeException e) {
            LOG.debug("Nothing came back from an endpoint", e);
            // whichever of the two comes first: the watch or the connection's own time limit
            boolean late = request.isCancelled() || e instanceof SocketTimeoutException;
            return new Unreachable(late ? "No answer within " + timeout.toSeconds() + " s." : reason(e));
        } finally {
            end.cancel(false);
            Closer.closeQuietly(response);
        }
    }

    /** Why nothing came back, in words for whoever looks after the endpoint. */
    private static String reason(Exception e) {
        return switch (e) {
            case AddressLine.Crossed crossed -> "Its host is at an address that webhooks are not sent to.";
            case UnknownHostException unknown -> "There is no host of this name.";
            case ConnectException refused -> "The connection was refused.";
            case NoRouteToHostException unreachable -> "Its host cannot be reached.";
            case SSLException insecure -> "No secure connection could be made. Is its certificate valid?";
            case SocketException cut -> "The connection was cut off before an answer came.";
            case NoHttpResponseException silent -> "The connection was closed without an answer.";
            case ConnectionClosedException cut -> "The connection was closed before the answer was complete.";
            default -> "The request failed.";
        };
    }

    /** How the answer's body begins; what has not come by the time limit is not waited for, since the status has. */
    private static String beginning(HttpPost request, ClassicHttpResponse response) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return "";
        }
        byte[] bytes;
        try {
            bytes = entity.getContent().readNBytes(MOST_OF_ANSWER);
        } catch (IOException e) {
            return "";
        }
        if (bytes.length == MOST_OF_ANSWER) {
            // closing it properly would read all of the rest
            request.cancel();
        }
        String text = new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cc}&&[^\\n\\t]]", " ");
        return text.length() > MOST_OF_ANSWER ? text.substring(0, MOST_OF_ANSWER) : text;
    }

    private static @Nullable Duration retryAfter(ClassicHttpResponse response, Instant wallNow) {
        Header header = response.getFirstHeader("Retry-After");
        String value = header == null ? "" : header.getValue().strip();
        if (value.matches("[0-9]{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant at = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return at.isAfter(wallNow) ? Duration.between(wallNow, at) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
