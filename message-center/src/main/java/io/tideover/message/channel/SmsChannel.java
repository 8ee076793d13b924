package io.tideover.message.channel;

import com.twilio.exception.ApiConnectionException;
import com.twilio.exception.ApiException;
import com.twilio.http.NetworkHttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.security.RequestValidator;
import com.twilio.type.PhoneNumber;
import io.tideover.message.catalog.ChannelKind;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** SMS by Twilio's {@code Messages} resource (D7). */
public class SmsChannel implements Channel {

    /** Where Twilio reports what became of a message. */
    public static final String CALLBACK_PATH = "/callbacks/twilio/status";

    /** Twilio's codes for a number that cannot get messages: invalid, not mobile, opted out, unreachable region or carrier. */
    private static final Set<Integer> BAD_NUMBER = Set.of(
            21211, 21214, 21217, 21219, 21265, 21401, 21407, 21408, 21421, 21601, 21604, 21610, 21612, 21614, 21635);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    private final TwilioRestClient client;
    private final RedirectedHttp http;
    private final String from;
    private final @Nullable URI callback;
    private final RequestValidator signatures;

    public SmsChannel(TwilioSettings settings, MessageSite site) {
        String token = Objects.requireNonNull(settings.authToken());
        this.from = Objects.requireNonNull(settings.from());
        this.http = new RedirectedHttp(settings.baseUrl(), settings.timeout());
        this.client = new TwilioRestClient.Builder(Objects.requireNonNull(settings.accountSid()), token)
                .httpClient(http)
                .build();
        this.signatures = new RequestValidator(token);
        // Twilio refuses a message whose callback it cannot reach
        boolean reachable = settings.baseUrl() != null || !isLoopback(site.publicUrl());
        this.callback = reachable ? URI.create(site.page(CALLBACK_PATH)) : null;
    }

    @Override
    public ChannelKind kind() {
        return ChannelKind.SMS;
    }

    @Override
    public String provider() {
        return "twilio";
    }

    @Override
    public boolean reachesReceivers() {
        return true;
    }

    @Override
    public List<Outcome> send(List<? extends Outgoing> messages) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Outgoing message : messages) {
            outcomes.add(
                    message instanceof Outgoing.Text text
                            ? send(text)
                            : new Outcome.Refused("not a text message", false));
        }
        return outcomes;
    }

    /**
     * Whether a report was signed with our token.
     *
     * @param url as Twilio called it
     * @param parameters of the form it sent
     * @param signature its {@code X-Twilio-Signature} header
     */
    public boolean isSigned(String url, Map<String, String> parameters, @Nullable String signature) {
        return signature != null && signatures.validate(url, parameters, signature);
    }

    private Outcome send(Outgoing.Text text) {
        MessageCreator creator = from.startsWith("MG")
                ? Message.creator(new PhoneNumber(text.to()), from, text.body())
                : Message.creator(new PhoneNumber(text.to()), new PhoneNumber(from), text.body());
        if (callback != null) {
            creator.setStatusCallback(callback);
        }
        try {
            return new Outcome.Accepted(creator.create(client).getSid());
        } catch (ApiConnectionException e) {
            return new Outcome.Postponed(words(e), null);
        } catch (ApiException e) {
            return outcome(e, http.retryAfter());
        } catch (RuntimeException e) {
            // a body that cannot be read, a connection cut off: it may have been taken, and it may not
            return new Outcome.Postponed(words(e), null);
        }
    }

    static Outcome outcome(ApiException e, @Nullable Duration retryAfter) {
        int status = Objects.requireNonNullElse(e.getStatusCode(), SERVER_ERROR);
        Integer code = e.getCode();
        String words = (code == null ? "HTTP " + status : "Twilio " + code) + ": " + e.getMessage();
        if (code != null && BAD_NUMBER.contains(code)) {
            return new Outcome.Refused(words, true);
        }
        return switch (status) {
            // not the message's fault: the account's credentials or address, which somebody will put right
            case TOO_MANY_REQUESTS, REQUEST_TIMEOUT, UNAUTHORIZED, FORBIDDEN, NOT_FOUND ->
                new Outcome.Postponed(words, retryAfter);
            default ->
                status >= SERVER_ERROR ? new Outcome.Postponed(words, retryAfter) : new Outcome.Refused(words, false);
        };
    }

    private static String words(RuntimeException e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause.getMessage();
    }

    private static boolean isLoopback(URI url) {
        String host = url.getHost();
        return host == null || host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    /** Twilio's client, pointed at another address where one is set; remembers how long an answer asked to wait. */
    private static final class RedirectedHttp extends NetworkHttpClient {

        private static final Timeout CONNECT = Timeout.ofSeconds(10);

        private final @Nullable URI base;
        private final ThreadLocal<@Nullable Duration> retryAfter = new ThreadLocal<>();

        RedirectedHttp(@Nullable URI base, Duration answer) {
            super(HttpClientBuilder.create()
                    .useSystemProperties()
                    // the delivery's backoff retries; here it would hold the worker for as long as Retry-After says
                    .disableAutomaticRetries()
                    .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                            .useSystemProperties()
                            .setDefaultConnectionConfig(ConnectionConfig.custom()
                                    .setConnectTimeout(CONNECT)
                                    .setSocketTimeout(Timeout.of(answer))
                                    .build())
                            .build())
                    .setDefaultRequestConfig(RequestConfig.custom()
                            .setResponseTimeout(Timeout.of(answer))
                            .build()));
            this.base = base;
        }

        @Nullable
        Duration retryAfter() {
            return retryAfter.get();
        }

        @Override
        public Response makeRequest(Request request) {
            retryAfter.remove();
            Response response = super.makeRequest(redirected(request));
            for (Header header : Objects.requireNonNullElse(response.getHeaders(), new Header[0])) {
                if (header.getName().equalsIgnoreCase("Retry-After")
                        && header.getValue().strip().matches("[0-9]{1,6}")) {
                    retryAfter.set(
                            Duration.ofSeconds(Long.parseLong(header.getValue().strip())));
                }
            }
            return response;
        }

        private Request redirected(Request request) {
            if (base == null) {
                return request;
            }
            URI wanted = URI.create(request.constructURL().toString());
            String root = base.toString();
            Request redirected = new Request(
                    request.getMethod(),
                    (root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + wanted.getRawPath());
            request.getQueryParams()
                    .forEach((name, values) -> values.forEach(value -> redirected.addQueryParam(name, value)));
            request.getPostParams()
                    .forEach((name, values) -> values.forEach(value -> redirected.addPostParam(name, value)));
            request.getHeaderParams()
                    .forEach((name, values) -> values.forEach(value -> redirected.addHeaderParam(name, value)));
            redirected.setContentType(request.getContentType());
            if (request.getUsername() != null) {
                redirected.setAuth(request.getUsername(), request.getPassword());
            }
            return redirected;
        }
    }
}
