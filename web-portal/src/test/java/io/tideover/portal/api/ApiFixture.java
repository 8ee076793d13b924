package io.tideover.portal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.ApiScope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.core.env.Environment;

/** Keys, clocks and accounts for tests of the API. */
@TestComponent
class ApiFixture {

    static final String START = "2026-01-01T00:00:00Z";

    private final ObjectProvider<ApiKeys> keys;
    private final Environment environment;
    private ApiClient client;

    ApiFixture(ObjectProvider<ApiKeys> keys, Environment environment) {
        this.keys = keys;
        this.environment = environment;
    }

    /** A client whose key has every scope. */
    synchronized ApiClient client() {
        if (client == null) {
            client = anonymous().withKey(key(EnumSet.allOf(ApiScope.class), null));
        }
        return client;
    }

    ApiClient anonymous() {
        return new ApiClient("http://127.0.0.1:" + port(), null);
    }

    int port() {
        return environment.getRequiredProperty("local.server.port", Integer.class);
    }

    String key(Set<ApiScope> scopes, String accountId) {
        return keys.getObject()
                .create("Test", scopes, accountId == null ? null : Long.valueOf(accountId))
                .plain();
    }

    ApiClient limitedTo(String accountId) {
        return anonymous().withKey(key(EnumSet.allOf(ApiScope.class), accountId));
    }

    String clock() {
        return created(client().post("/api/v1/test-clocks", "{'now': '" + START + "'}"));
    }

    void advance(String clockId, String to) {
        assertThat(client().post("/api/v1/test-clocks/" + clockId + "/advance", "{'to': '" + to + "'}")
                        .status())
                .isIn(200, 202);
        // 202: a busy machine takes longer than a caller is kept waiting
        await().atMost(Duration.ofMinutes(5))
                .until(() -> client().get("/api/v1/test-clocks/" + clockId)
                        .text("status")
                        .equals("READY"));
    }

    /** An account in CNY on a test clock. */
    String account(String clockId) {
        return created(client().post(
                        "/api/v1/accounts",
                        "{'name': 'Acme Ltd', 'currency': 'CNY', 'timeZone': 'Asia/Shanghai', 'locale': 'en',"
                                + " 'testClockId': '" + clockId + "', 'owner': {'name': 'Ada Chen', 'email': 'ada-"
                                + unique() + "@acme.example'}}"));
    }

    String bill(String accountId, String amount, String dueAt) {
        return created(client().post(
                        "/api/v1/accounts/" + accountId + "/bills",
                        "{'productCode': 'dws', 'amount': '" + amount + "', 'dueAt': '" + dueAt + "'}"));
    }

    String resource(String accountId, String name) {
        return created(client().post(
                        "/api/v1/accounts/" + accountId + "/resources",
                        "{'name': '" + name + "', 'productCode': 'dws', 'region': 'cn-north-4',"
                                + " 'billingMode': 'PAY_AS_YOU_GO'}"));
    }

    String subscription(String accountId, String name, String expiresAt) {
        return created(client().post(
                        "/api/v1/accounts/" + accountId + "/resources",
                        "{'name': '" + name + "', 'productCode': 'dws', 'region': 'cn-north-4',"
                                + " 'billingMode': 'SUBSCRIPTION', 'expiresAt': '" + expiresAt + "'}"));
    }

    void topUp(String accountId, String amount) {
        created(client().post(
                        "/api/v1/accounts/" + accountId + "/top-ups",
                        "{'amount': '" + amount + "', 'reference': '" + unique() + "'}"));
    }

    static String created(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(201);
        return answer.text("id");
    }

    static String unique() {
        return UUID.randomUUID().toString();
    }
}
