package io.tideover.portal.api;

import static io.tideover.portal.api.ApiFixture.created;
import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.portal.api.ApiClient.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** D9 over the API. */
@ApiTest
class WebhooksApiIntegrationTests {

    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String URL = "https://hooks.invalid/tideover";

    @Autowired
    private ApiFixture fixture;

    private ApiClient client;
    private String account;

    @BeforeEach
    void anAccount() {
        account = fixture.account(fixture.clock());
        client = fixture.limitedTo(account);
    }

    @Test
    @DisplayName("the secret is shown when it is made, and never again")
    void showsTheSecretOnce() {
        Answer added = client.post(WEBHOOKS, "{'url': '" + URL + "', 'eventTypes': ['resource.grace']}");
        String id = created(added);
        String secret = added.text("secret");
        assertThat(secret).startsWith("whsec_");
        assertThat(added.text("accountId")).isEqualTo(account);
        assertThat(added.text("eventTypes.0")).isEqualTo("resource.grace");
        assertThat(added.text("state")).isEqualTo("ENABLED");

        assertThat(client.get(WEBHOOKS + "/" + id).raw().body()).doesNotContain("whsec_");
        assertThat(client.get(WEBHOOKS).raw().body()).contains(id).doesNotContain("whsec_");

        Answer rotated = client.post(WEBHOOKS + "/" + id + "/rotate-secret", null);
        assertThat(rotated.status()).isEqualTo(200);
        assertThat(rotated.text("secret")).startsWith("whsec_").isNotEqualTo(secret);
    }

    @Test
    void changesAndRemoves() {
        String id = created(client.post(WEBHOOKS, "{'url': '" + URL + "'}"));
        Answer changed = client.patch(
                WEBHOOKS + "/" + id,
                "{'url': '" + URL + "/2', 'eventTypes': ['account.arrears'], 'description': 'd', 'enabled': false}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text("url")).isEqualTo(URL + "/2");
        assertThat(changed.text("state")).isEqualTo("SWITCHED_OFF");
        Answer again = client.patch(WEBHOOKS + "/" + id, "{'enabled': true}");
        assertThat(again.text("state")).isEqualTo("ENABLED");
        assertThat(again.text("eventTypes.0")).isEqualTo("account.arrears");

        assertThat(client.delete(WEBHOOKS + "/" + id).status()).isEqualTo(204);
        assertThat(client.get(WEBHOOKS + "/" + id).status()).isEqualTo(404);
        assertThat(client.delete(WEBHOOKS + "/" + id).status()).isEqualTo(404);
    }

    @Test
    @DisplayName("X8: an address in the provider's own network is refused, and a name that leads there is told nothing")
    void keepsToPublicAddresses() {
        for (String url : new String[] {
            "http://hooks.example.com/",
            "https://127.0.0.1/",
            "https://10.0.0.1:8443/",
            "https://[::1]/",
            "https://[::ffff:192.168.0.1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://localhost/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[fd00::1]/"
        }) {
            Answer refused = client.post(WEBHOOKS, "{'url': '" + url + "'}");
            assertThat(refused.status()).as(url).isEqualTo(422);
            assertThat(refused.text("errors.0.field")).isEqualTo("url");
        }
        assertThat(client.get(WEBHOOKS).body().get("items").size()).isZero();
    }

    @Test
    @DisplayName("a test says what came of it, and is listed")
    void tellsWhatCameOfATest() {
        String id = created(client.post(WEBHOOKS, "{'url': '" + URL + "'}"));
        Answer tested = client.post(WEBHOOKS + "/" + id + "/test", null);
        assertThat(tested.status()).isEqualTo(200);
        assertThat(tested.text("type")).isEqualTo("webhook.test");
        assertThat(tested.text("status")).isEqualTo("DEAD");
        assertThat(tested.text("error")).isNotBlank();
        Answer listed = client.get(WEBHOOKS + "/" + id + "/deliveries");
        assertThat(listed.text("items.0.id")).isEqualTo(tested.text("id"));
    }

    @Test
    @DisplayName("a key of the provider's makes endpoints of all accounts, which no limited key sees")
    void keepsTheProvidersApart() {
        String everybodys = created(fixture.client().post(WEBHOOKS, "{'url': '" + URL + "'}"));
        assertThat(fixture.client().get(WEBHOOKS + "/" + everybodys).text("accountId"))
                .isNull();
        assertThat(client.get(WEBHOOKS + "/" + everybodys).status()).isEqualTo(404);
        assertThat(client.get(WEBHOOKS).raw().body()).doesNotContain("\"" + everybodys + "\"");
        assertThat(fixture.client().delete(WEBHOOKS + "/" + everybodys).status())
                .isEqualTo(204);
    }

    @Test
    @DisplayName("F6: the same key and body give the first answer again, secret and all")
    void replays() {
        Answer first = client.postOnce("once", WEBHOOKS, "{'url': '" + URL + "'}");
        Answer again = client.postOnce("once", WEBHOOKS, "{'url': '" + URL + "'}");
        assertThat(again.header(IdempotencyFilter.REPLAYED)).isEqualTo("true");
        assertThat(again.text("secret")).isEqualTo(first.text("secret"));
        assertThat(client.get(WEBHOOKS).body().get("items").size()).isEqualTo(1);
    }
}
