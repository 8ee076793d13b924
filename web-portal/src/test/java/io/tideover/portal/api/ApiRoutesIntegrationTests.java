package io.tideover.portal.api;

import static io.tideover.portal.api.ApiFixture.START;
import static io.tideover.portal.api.ApiFixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.portal.api.ApiClient.Answer;
import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.ApiScope;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** X6 for the API: every registered route by every kind of key, and X7: hostile input to every one that writes. */
@ApiTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiRoutesIntegrationTests {

    /** How a key that is limited to another account is answered. */
    private enum Stranger {
        /** The thing is like one that does not exist. */
        NOT_FOUND,
        /** The call is about no single account. */
        FORBIDDEN,
        /** It sees its own things, or what is everybody's. */
        OWN_THINGS
    }

    private record Row(Stranger stranger, String body) {}

    private static final String POLICY = "{'code': 'hostile', 'productCode': 'hostile', 'billingMode': 'PAY_AS_YOU_GO',"
            + " 'tier': 'V1', 'grace': 'P1D', 'retention': 'P1D', 'label': 'L', 'finalNoticeLead': 'P1D',"
            + " 'chargedInRetention': false, 'reminders': {'expiry': ['P1D'], 'suspension': [], 'release': []},"
            + " 'allowedInRetention': ['READ'], 'denial': {'code': 'C', 'message': 'm'},"
            + " 'activeFrom': '2026-01-01T00:00:00Z'}";

    private static final Map<String, Row> TABLE = new TreeMap<>();

    static {
        row("POST /test-clocks", Stranger.FORBIDDEN, "{'now': '" + START + "'}");
        row("GET /test-clocks/{clockId}", Stranger.FORBIDDEN, null);
        row("POST /test-clocks/{clockId}/advance", Stranger.FORBIDDEN, "{'to': '" + START + "'}");
        row(
                "POST /accounts",
                Stranger.FORBIDDEN,
                "{'name': 'n', 'currency': 'CNY', 'timeZone': 'UTC', 'locale': 'en', 'tier': 'V1', 'creditLimit': '0',"
                        + " 'testClockId': null, 'cardToken': 'tok_ok', 'owner': {'name': 'o',"
                        + " 'email': 'o@example.com', 'phone': '+14155550100'}}");
        row("GET /accounts", Stranger.OWN_THINGS, null);
        row("GET /accounts/{accountId}", Stranger.NOT_FOUND, null);
        row(
                "PATCH /accounts/{accountId}",
                Stranger.NOT_FOUND,
                "{'name': 'n', 'timeZone': 'UTC', 'locale': 'en', 'tier': 'V1', 'creditLimit': '0'}");
        row("GET /accounts/{accountId}/standing", Stranger.NOT_FOUND, null);
        row("GET /accounts/{accountId}/ledger", Stranger.NOT_FOUND, null);
        row("GET /accounts/{accountId}/timeline", Stranger.NOT_FOUND, null);
        row("POST /accounts/{accountId}/top-ups", Stranger.NOT_FOUND, "{'amount': '1.00', 'reference': 'r'}");
        row(
                "POST /accounts/{accountId}/coupons",
                Stranger.NOT_FOUND,
                "{'kind': 'GENERAL', 'amount': '1.00', 'productCode': null, 'validFrom': null, 'validUntil': null}");
        row("PUT /accounts/{accountId}/card", Stranger.NOT_FOUND, "{'token': 'tok_ok'}");
        row("POST /accounts/{accountId}/corrections", Stranger.NOT_FOUND, "{'amount': '1.00', 'reason': 'r'}");
        row("GET /accounts/{accountId}/balance-alert", Stranger.NOT_FOUND, null);
        row(
                "PUT /accounts/{accountId}/balance-alert",
                Stranger.NOT_FOUND,
                "{'enabled': false, 'thresholds': [], 'repeats': 3}");
        row(
                "POST /accounts/{accountId}/bills",
                Stranger.NOT_FOUND,
                "{'productCode': 'dws', 'amount': '1.00', 'dueAt': '" + START + "', 'reference': null, 'lines': null}");
        row("GET /accounts/{accountId}/bills", Stranger.NOT_FOUND, null);
        row("GET /bills/{billId}", Stranger.NOT_FOUND, null);
        row("POST /bills/{billId}/payments", Stranger.NOT_FOUND, "{'source': 'FUNDS'}");
        row("POST /bills/{billId}/void", Stranger.NOT_FOUND, "{'reason': 'r'}");
        row("POST /bills/{billId}/dispute", Stranger.NOT_FOUND, "{'reason': 'r'}");
        row("POST /bills/{billId}/dispute/close", Stranger.NOT_FOUND, "{'inFavourOf': 'CUSTOMER'}");
        row(
                "POST /accounts/{accountId}/resources",
                Stranger.NOT_FOUND,
                "{'name': 'n', 'productCode': 'dws', 'region': 'r', 'billingMode': 'PAY_AS_YOU_GO', 'expiresAt': null}");
        row("GET /accounts/{accountId}/resources", Stranger.NOT_FOUND, null);
        row("GET /resources/{resourceId}", Stranger.NOT_FOUND, null);
        row("DELETE /resources/{resourceId}", Stranger.NOT_FOUND, null);
        row("GET /resources/{resourceId}/transitions", Stranger.NOT_FOUND, null);
        row("POST /resources/{resourceId}/renewals", Stranger.NOT_FOUND, "{'period': 'P1M', 'price': '1.00'}");
        row("POST /resources/{resourceId}/extensions", Stranger.NOT_FOUND, "{'days': 1, 'reason': 'r'}");
        row("POST /resources/{resourceId}/holds", Stranger.NOT_FOUND, "{'reason': 'r'}");
        row("DELETE /resources/{resourceId}/holds", Stranger.NOT_FOUND, null);
        row("POST /resources/{resourceId}/scheduled-release", Stranger.NOT_FOUND, "{'at': '2027-01-01T00:00:00Z'}");
        row("DELETE /resources/{resourceId}/scheduled-release", Stranger.NOT_FOUND, null);
        row("POST /resources/{resourceId}/release", Stranger.NOT_FOUND, "{'reason': 'r'}");
        row(
                "PUT /resources/{resourceId}/auto-renew",
                Stranger.NOT_FOUND,
                "{'enabled': false, 'period': null, 'price': null}");
        row(
                "POST /resources/{resourceId}/billing-mode",
                Stranger.NOT_FOUND,
                "{'billingMode': 'SUBSCRIPTION', 'expiresAt': '2027-01-01T00:00:00Z', 'price': '1.00'}");
        row("POST /access-decisions", Stranger.NOT_FOUND, "{'resourceId': '{resourceId}', 'operation': 'READ'}");
        row(
                "POST /access-decisions/batch",
                Stranger.OWN_THINGS,
                "[{'resourceId': '{resourceId}', 'operation': 'READ'}]");
        row("GET /accounts/{accountId}/notices", Stranger.NOT_FOUND, null);
        row(
                "POST /accounts/{accountId}/receivers",
                Stranger.NOT_FOUND,
                "{'name': 'n', 'email': 'n@example.com', 'phone': null, 'locale': 'en', 'verified': true}");
        row("GET /accounts/{accountId}/receivers", Stranger.NOT_FOUND, null);
        row("GET /receivers/{receiverId}", Stranger.NOT_FOUND, null);
        row("DELETE /receivers/{receiverId}", Stranger.NOT_FOUND, null);
        row("DELETE /accounts/{accountId}/receivers/{receiverId}", Stranger.NOT_FOUND, null);
        row("POST /receivers/{receiverId}/verification", Stranger.NOT_FOUND, null);
        row("GET /accounts/{accountId}/message-settings", Stranger.NOT_FOUND, null);
        row("GET /accounts/{accountId}/message-settings/{type}", Stranger.NOT_FOUND, null);
        row(
                "PUT /accounts/{accountId}/message-settings/{type}",
                Stranger.NOT_FOUND,
                "{'channels': ['EMAIL'], 'receiverIds': ['{receiverId}']}");
        row("GET /policies", Stranger.OWN_THINGS, null);
        row("POST /policies", Stranger.FORBIDDEN, POLICY);
        row("GET /policies/{code}/versions", Stranger.OWN_THINGS, null);
        row("POST /policies/{code}/preview", Stranger.FORBIDDEN, POLICY);
        row("GET /events", Stranger.OWN_THINGS, null);
        row("POST /events/acknowledgements", Stranger.OWN_THINGS, "{'eventIds': ['1']}");
        row("GET /deliveries", Stranger.FORBIDDEN, null);
        row("POST /deliveries/{deliveryId}/resend", Stranger.FORBIDDEN, null);
        row("POST /deliveries/{deliveryId}/dismiss", Stranger.FORBIDDEN, null);
        row(
                "POST /webhooks",
                Stranger.NOT_FOUND,
                "{'url': 'https://hooks.invalid/', 'eventTypes': ['resource.grace'], 'accountId': '{accountId}',"
                        + " 'description': 'd', 'format': 'SLACK'}");
        row("GET /webhooks", Stranger.OWN_THINGS, null);
        row("GET /webhooks/{webhookId}", Stranger.NOT_FOUND, null);
        row(
                "PATCH /webhooks/{webhookId}",
                Stranger.NOT_FOUND,
                "{'url': 'https://hooks.invalid/', 'eventTypes': [], 'description': 'd', 'format': 'STANDARD', 'enabled': false}");
        row("DELETE /webhooks/{webhookId}", Stranger.NOT_FOUND, null);
        row("POST /webhooks/{webhookId}/rotate-secret", Stranger.NOT_FOUND, null);
        row("POST /webhooks/{webhookId}/test", Stranger.NOT_FOUND, null);
        row("GET /webhooks/{webhookId}/deliveries", Stranger.NOT_FOUND, null);
    }

    private static void row(String route, Stranger stranger, String body) {
        TABLE.put(route, new Row(stranger, body));
    }

    private static final List<String> HOSTILE = List.of(
            "\"x\"",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud83d\"",
            "\"" + "y".repeat(70_000) + "\"",
            "\"' OR 1=1 --\"",
            "\"${jndi:ldap://x}\"",
            "\"<script>\"",
            "\"-1\"",
            "\"1e400\"",
            "\"9999-12-31T23:59:59Z\"",
            "\"9000-12-31T23:59:59Z\"",
            "\"1970-01-01T00:00:00Z\"",
            "\"P999999999Y\"",
            "\"P9999M\"",
            "0",
            "-1",
            "1e400",
            "9223372036854775808",
            "true",
            "null",
            "[]",
            "[null]",
            "[[[]]]",
            "{}",
            "{\"\\u0000\": 1}");

    @Autowired
    private ApiFixture fixture;

    @Autowired
    private ApiKeys keys;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mapping;

    private final Map<String, String> things = new TreeMap<>();
    private ApiClient stranger;
    private String strangersAccount;
    private final Map<ApiScope, ApiClient> lacking = new TreeMap<>();

    @BeforeAll
    void twoAccounts() {
        String clock = fixture.clock();
        String account = fixture.account(clock);
        things.put("clockId", clock);
        things.put("accountId", account);
        things.put("resourceId", fixture.resource(account, "own-" + unique()));
        things.put("billId", fixture.bill(account, "1.00", "2026-02-01T00:00:00Z"));
        things.put(
                "receiverId",
                fixture.client()
                        .get("/api/v1/accounts/" + account + "/receivers")
                        .text("items.0.id"));
        things.put("deliveryId", "1");
        things.put(
                "webhookId",
                ApiFixture.created(fixture.client()
                        .post(
                                "/api/v1/webhooks",
                                "{'url': 'https://hooks.invalid/', 'accountId': '" + account + "'}")));
        things.put("type", "ACCOUNT_BALANCE_ALERT");
        things.put("code", "dws-pay-as-you-go");
        strangersAccount = fixture.account(clock);
        stranger = fixture.limitedTo(strangersAccount);
        for (ApiScope scope : ApiScope.values()) {
            lacking.put(scope, fixture.anonymous().withKey(fixture.key(EnumSet.complementOf(EnumSet.of(scope)), null)));
        }
    }

    @Test
    void hasARowForEveryRegisteredRouteX6() {
        assertThat(routes().keySet()).containsExactlyInAnyOrderElementsOf(TABLE.keySet());
        routes().values()
                .forEach(method -> assertThat(method.hasMethodAnnotation(Scoped.class))
                        .as(method.toString())
                        .isTrue());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void letsInNoKeyThatIsMissingWrongRevokedOrWithoutScopeX6(String route) {
        assertProblem(call(fixture.anonymous(), route), 401, "UNAUTHORIZED");
        assertProblem(call(fixture.anonymous().withKey("wrong"), route), 401, "UNAUTHORIZED");

        ApiScope scope = routes().get(route).getMethodAnnotation(Scoped.class).value();
        assertProblem(call(lacking.get(scope), route), 403, "MISSING_SCOPE");
    }

    @Test
    void letsInNoKeyThatWasRevoked() {
        ApiKeys.Created created = keys.create("Test", Set.of(ApiScope.ACCOUNTS_READ), null);
        ApiClient client = fixture.anonymous().withKey(created.plain());
        assertThat(client.get("/api/v1/accounts").status()).isEqualTo(200);
        keys.revoke(created.key().id());
        assertThat(client.get("/api/v1/accounts").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void showsAStrangerNothingX6(String route) {
        Answer answer = call(stranger, route);
        switch (TABLE.get(route).stranger()) {
            case NOT_FOUND -> {
                assertProblem(answer, 404, "NOT_FOUND");
                // and just what is answered for a thing that there is not
                Answer missing = call(
                        fixture.client(),
                        route,
                        things.keySet().stream()
                                .collect(TreeMap::new, (map, name) -> map.put(name, "424242"), TreeMap::putAll));
                if (!route.contains("{type}")) {
                    assertThat(answer.raw().body()).isEqualTo(missing.raw().body());
                }
            }
            case FORBIDDEN -> assertProblem(answer, 403, "KEY_LIMITED_TO_ACCOUNT");
            case OWN_THINGS -> {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.raw().body())
                        .doesNotContain("\"" + things.get("accountId") + "\"")
                        .doesNotContain("\"" + things.get("resourceId") + "\"");
            }
        }
    }

    @Test
    void showsAStrangerItsOwnAccountAlone() {
        Answer list = stranger.get("/api/v1/accounts?query=Acme");
        assertThat(list.body().get("items").size()).isEqualTo(1);
        assertThat(list.text("items.0.id")).isEqualTo(strangersAccount);
        assertThat(stranger.get("/api/v1/accounts").body().get("items").size()).isEqualTo(1);
        // what does not fit is not found, and neither is what comes behind the last
        for (String query : List.of("query=Globex", "query=" + things.get("accountId"), "cursor=" + strangersAccount)) {
            assertThat(stranger.get("/api/v1/accounts?" + query)
                            .body()
                            .get("items")
                            .size())
                    .as(query)
                    .isZero();
        }
    }

    /** X7: each field of each body in turn takes everything that is wrong. */
    @ParameterizedTest
    @MethodSource("writes")
    void answersHostileInputWithoutEverFailingX7(String route) {
        String path = path(route, things);
        String method = route.substring(0, route.indexOf(' '));
        List<String> bodies = new ArrayList<>(HOSTILE);
        bodies.addAll(List.of("", "{", "[", "\"", "\u0000", "{\"a\":".repeat(2_000)));
        for (String field : fields(route)) {
            HOSTILE.forEach(value -> bodies.add(body(route)
                    .replaceAll(
                            "\"" + field + "\": *(\"[^\"]*\"|\\[[^]]*]|[a-z0-9]+)",
                            Matcher.quoteReplacement("\"" + field + "\": " + value))));
        }
        for (String body : bodies) {
            Answer answer =
                    fixture.client().send(method, path, body.replace('\'', '\u2019'), "Idempotency-Key", unique());
            assertThat(answer.status())
                    .as(() -> method + " " + path + " " + body.substring(0, Math.min(200, body.length())) + " -> "
                            + answer.raw().body())
                    .isLessThan(500);
            if (answer.status() >= 400) {
                assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            }
        }
    }

    static Stream<String> rows() {
        return TABLE.keySet().stream();
    }

    static Stream<String> writes() {
        return TABLE.entrySet().stream()
                .filter(row -> row.getValue().body() != null)
                .map(Map.Entry::getKey);
    }

    private static List<String> fields(String route) {
        return Pattern.compile("\"(\\w+)\":")
                .matcher(TABLE.get(route).body().replace('\'', '"'))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private String body(String route) {
        return filled(TABLE.get(route).body(), things).replace('\'', '"');
    }

    private Answer call(ApiClient client, String route) {
        return call(client, route, things);
    }

    private Answer call(ApiClient client, String route, Map<String, String> values) {
        String body = TABLE.get(route).body();
        return client.send(
                route.substring(0, route.indexOf(' ')),
                path(route, values),
                body == null ? null : filled(body, values),
                "Idempotency-Key",
                unique());
    }

    private static String path(String route, Map<String, String> values) {
        return "/api/v1" + filled(route.substring(route.indexOf(' ') + 1), values);
    }

    private static String filled(String template, Map<String, String> values) {
        String filled = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }

    private Map<String, HandlerMethod> routes() {
        Map<String, HandlerMethod> routes = new TreeMap<>();
        mapping.getHandlerMethods()
                .forEach((info, method) -> info.getPatternValues().stream()
                        .filter(pattern -> pattern.startsWith("/api/")
                                && !pattern.contains("openapi")
                                && !pattern.contains("docs"))
                        .forEach(pattern -> info.getMethodsCondition()
                                .getMethods()
                                .forEach(verb ->
                                        routes.put(verb + " " + pattern.substring("/api/v1".length()), method))));
        return routes;
    }

    private static void assertProblem(Answer answer, int status, String code) {
        ApiProblemsIntegrationTests.assertProblem(answer, status);
        assertThat(answer.text("code")).isEqualTo(code);
    }
}
