package io.tideover.portal.api;

import static io.tideover.portal.api.ApiFixture.START;
import static io.tideover.portal.api.ApiFixture.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.portal.api.ApiClient.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** X7: what is wrong is said in a problem document, and nothing is stored. */
@ApiTest
class ApiProblemsIntegrationTests {

    private static final String API = "/api/v1";

    @Autowired
    private ApiFixture fixture;

    private ApiClient api;
    private String account;

    @BeforeEach
    void anAccount() {
        api = fixture.client();
        account = fixture.account(fixture.clock());
    }

    /** F5: exact decimals with no more digits than the currency has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'-1' | 422",
                "'1.001' | 422",
                "'0' | 422",
                "1 | 400",
                "1.5 | 400",
                "true | 400",
                "'1e3' | 422",
                "'' | 422",
                "null | 422",
                "'99999999999999999999' | 422",
                "{} | 400",
                "[] | 400",
                "'NaN' | 422",
                "'١٢' | 422",
                "['1'] | 400"
            })
    void refusesATopUpThatIsNoAmountF5(String value, int status) {
        Answer answer =
                api.post(API + "/accounts/" + account + "/top-ups", "{'amount': " + value + ", 'reference': 'r'}");
        assertProblem(answer, status);
        assertThat(answer.text("errors.0.field")).isEqualTo("amount");
        assertNothingStored();
    }

    @ParameterizedTest
    @ValueSource(strings = {"' '", "''", "'3'", "1.0", "true", "{}"})
    void refusesANumberThatIsNone(String repeats) {
        Answer answer = api.put(
                API + "/accounts/" + account + "/balance-alert",
                "{'enabled': true, 'thresholds': ['1.00'], 'repeats': " + repeats + "}");
        assertProblem(answer, 400);
        assertThat(answer.text("errors.0.field")).isEqualTo("repeats");
    }

    @Test
    void refusesACouponForAProductThatCannotBeF4() {
        Answer answer = api.post(
                API + "/accounts/" + account + "/coupons",
                "{'kind': 'PRODUCT', 'productCode': 'd w s', 'amount': '1.00', 'validUntil': '2027-01-01T00:00:00Z'}");
        assertProblem(answer, 422);
        assertThat(answer.text("errors.0.field")).isEqualTo("productCode");
    }

    @Test
    void refusesTwoMembersOfOneName() {
        Answer answer = api.post(
                API + "/accounts/" + account + "/top-ups", "{'amount': '1.00', 'amount': '2.00', 'reference': 'r'}");
        assertProblem(answer, 400);
        assertNothingStored();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"'email': 'nobody', owner.email", "'phone': '12', owner.phone"})
    void namesTheFieldOfTheOwnerAsItWasSent(String member, String field) {
        String email = member.contains("email") ? "" : ", 'email': 'ada-" + unique() + "@acme.example'";
        Answer answer = api.post(
                API + "/accounts",
                "{'name': 'Acme', 'currency': 'CNY', 'timeZone': 'UTC', 'locale': 'en', 'owner': {'name': 'Ada', "
                        + member + email + "}}");
        assertProblem(answer, 422);
        assertThat(answer.text("errors.0.field")).isEqualTo(field);
    }

    @Test
    void refusesABillWithMoreDigitsThanItsCurrencyHasF5() {
        Answer answer = api.post(
                API + "/accounts/" + account + "/bills",
                "{'productCode': 'dws', 'amount': '10.005', 'dueAt': '" + START + "'}");
        assertProblem(answer, 422);
        Answer lines = api.post(
                API + "/accounts/" + account + "/bills",
                "{'productCode': 'dws', 'amount': '10.00', 'dueAt': '" + START
                        + "', 'lines': [{'description': 'x', 'amount': '9.99'}]}");
        assertProblem(lines, 422);
        assertThat(lines.text("errors.0.field")).isEqualTo("amount");
        assertNothingStored();
    }

    @Test
    void refusesAnUnknownBillingMode() {
        Answer answer = api.post(
                API + "/accounts/" + account + "/resources",
                "{'name': 'a', 'productCode': 'dws', 'region': 'cn', 'billingMode': 'LEASE'}");
        assertProblem(answer, 422);
        assertThat(answer.text("errors.0.field")).isEqualTo("billingMode");
        assertProblem(
                api.post(
                        API + "/accounts/" + account + "/resources",
                        "{'name': 'a', 'productCode': 'dws', 'region': 'cn', 'billingMode': 1}"),
                400);
        assertThat(api.get(API + "/accounts/" + account + "/resources")
                        .body()
                        .get("items")
                        .size())
                .isZero();
    }

    /** F6: a reference is used once for ever. */
    @Test
    void refusesAReferenceThatIsUsedF6() {
        String body = "{'amount': '1.00', 'reference': 'once'}";
        assertThat(api.post(API + "/accounts/" + account + "/top-ups", body).status())
                .isEqualTo(201);
        Answer again = api.post(API + "/accounts/" + account + "/top-ups", body);
        assertProblem(again, 409);
        assertThat(again.text("code")).isEqualTo("REFERENCE_USED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "'text'",
                "1",
                "{",
                "{'amount'",
                "{'amount': '1.00',}",
                "{} {}",
                "{'amount': 'a\\u00'}"
            })
    void refusesWhatIsNoJsonObject(String body) {
        assertProblem(api.post(API + "/accounts/" + account + "/top-ups", body), 400);
        assertNothingStored();
    }

    @Test
    void refusesJsonThatIsNestedDeeply() {
        assertProblem(
                api.post(API + "/accounts/" + account + "/top-ups", "{'a':".repeat(20_000) + "1" + "}".repeat(20_000)),
                400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'tomorrow'", "'2026-13-01T00:00:00Z'", "'2026-01-01'", "'+10000-01-01T00:00:00Z'",
                "'0001-01-01T00:00:00Z'", "'9999-12-31T23:59:59-12:00'", "''", "'2026-01-01T00:00:00'"
            })
    void refusesAnInstantThatIsNone(String dueAt) {
        Answer answer = api.post(
                API + "/accounts/" + account + "/bills",
                "{'productCode': 'dws', 'amount': '1.00', 'dueAt': " + dueAt + "}");
        assertProblem(answer, 422);
        assertThat(answer.text("errors.0.field")).isEqualTo("dueAt");
        assertNothingStored();
    }

    @Test
    void refusesControlCharactersAndHalfSurrogates() {
        for (String reference : new String[] {"a\\u0000b", "a\\u0007b", "\\ud800", "a\\nb"}) {
            Answer answer = api.post(
                    API + "/accounts/" + account + "/top-ups", "{'amount': '1.00', 'reference': '" + reference + "'}");
            assertProblem(answer, 422);
            assertThat(answer.text("errors.0.field")).isEqualTo("reference");
        }
        assertNothingStored();
    }

    @Test
    void refusesTextThatIsTooLong() {
        assertProblem(
                api.post(
                        API + "/accounts/" + account + "/top-ups",
                        "{'amount': '1.00', 'reference': '" + "x".repeat(201) + "'}"),
                422);
        assertProblem(api.patch(API + "/accounts/" + account, "{'name': '" + "x".repeat(201) + "'}"), 422);
        assertProblem(api.patch(API + "/accounts/" + account, "{'locale': 'en-x-aaaaaaaa-bbbbbbbb'}"), 422);
        assertNothingStored();
    }

    @Test
    void ignoresUnknownMembers() {
        assertThat(api.post(
                                API + "/accounts/" + account + "/top-ups",
                                "{'amount': '1.00', 'reference': 'r', 'colour': {'deep': [1]}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void saysWhatItDoesNotServe() {
        assertProblem(api.get(API + "/nothing"), 404);
        assertProblem(api.get("/api"), 404);
        assertProblem(api.get("/api/v2/accounts"), 404);
        assertProblem(api.get(API + "/accounts/abc"), 404);
        assertProblem(api.get(API + "/accounts/99999999999999999999"), 404);
        assertProblem(api.get(API + "/resources/-1/transitions"), 404);
        assertProblem(api.get(API + "/accounts/" + account + "/message-settings/NOTHING"), 404);

        Answer method = api.put(API + "/accounts", "{}");
        assertProblem(method, 405);
        assertThat(method.header("Allow")).contains("GET").contains("POST");

        assertProblem(api.send("GET", API + "/accounts", null, "Accept", "application/xml"), 406);
        for (String type :
                new String[] {"application/x-www-form-urlencoded", "application/xml", "text/plain", "nonsense"}) {
            assertProblem(
                    api.send(
                            "POST",
                            API + "/accounts/" + account + "/top-ups",
                            "{'amount': '1.00', 'reference': 'r'}",
                            "Content-Type",
                            type,
                            "Idempotency-Key",
                            unique()),
                    415);
        }
        assertNothingStored();
    }

    @Test
    void refusesWrongQueries() {
        assertProblem(api.get(API + "/accounts?limit=0"), 422);
        assertProblem(api.get(API + "/accounts?limit=many"), 422);
        assertProblem(api.get(API + "/accounts?cursor=x"), 422);
        assertProblem(api.get(API + "/accounts/" + account + "/bills?status=LOST"), 422);
        assertProblem(api.get(API + "/accounts/" + account + "/timeline?until=soon"), 422);
        assertProblem(api.get(API + "/accounts/" + account + "/notices?stage=X"), 422);
        assertProblem(api.get(API + "/accounts/" + account + "/notices?cursor=!"), 422);
    }

    @Test
    void refusesABodyOfMoreThanOneMebibyte() {
        assertProblem(
                api.post(
                        API + "/accounts/" + account + "/top-ups",
                        "{'amount': '1.00', 'reference': '" + "x".repeat(1 << 20) + "'}"),
                413);
    }

    @Test
    void answersWhatTheContainerAndTheFirewallRefuse() throws IOException {
        for (String target : new String[] {
            "/api/v1/accounts/%zz",
            "/api/v1/accounts/%2e%2e/x",
            "/api/v1//accounts",
            "/api/v1/accounts;x=1",
            "/api/v1/{}",
            "/api/v1/accounts/%00",
            "/api/v1/accounts/a%2fb",
            "/api/v1/accounts?query=%zz",
            "/api/v1/\\x"
        }) {
            String answer = raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(target).matches("(?s)HTTP/1.1 4\\d\\d .*");
            assertThat(answer.toLowerCase()).as(target).contains("content-type: application/problem+json");
            assertThat(answer).contains("\"code\":").doesNotContain("Tomcat");
        }
        assertThat(raw("NONSENSE\r\n\r\n")).startsWith("HTTP/1.1 4").contains("problem+json");
        assertThat(raw("TRACE /api/v1/accounts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 405")
                .contains("problem+json");
        assertThat(raw("GET /api/v1/accounts HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(20_000)
                        + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 4")
                .contains("problem+json");
    }

    private void assertNothingStored() {
        assertThat(api.get(API + "/accounts/" + account + "/ledger")
                        .body()
                        .get("items")
                        .size())
                .isZero();
        assertThat(api.get(API + "/accounts/" + account + "/bills")
                        .body()
                        .get("items")
                        .size())
                .isZero();
    }

    static void assertProblem(Answer answer, int status) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body().get("status").intValue()).isEqualTo(status);
        assertThat(answer.body().propertyNames()).contains("type", "title", "status", "detail", "code", "errors");
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", fixture.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
