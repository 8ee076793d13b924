package io.tideover.portal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document and the page to read it at, both open to everybody. */
@ApiTest
class OpenApiIntegrationTests {

    @Autowired
    private ApiFixture fixture;

    @Test
    void describesEveryCall() {
        JsonNode document = fixture.anonymous().get("/api/v1/openapi.json").body();

        assertThat(document.get("openapi").stringValue()).startsWith("3.1");
        assertThat(document.at("/components/securitySchemes/apiKey/scheme").stringValue())
                .isEqualTo("bearer");
        assertThat(document.at("/components/schemas/Problem/properties").propertyNames())
                .contains("type", "title", "status", "detail", "code", "errors");
        JsonNode topUp = document.get("paths")
                .get("/api/v1/accounts/{accountId}/top-ups")
                .get("post");
        assertThat(topUp.get("summary").stringValue()).isEqualTo("Top up");
        assertThat(topUp.get("responses").propertyNames()).contains("201", "400", "401", "402", "403", "404", "422");
        assertThat(topUp.get("responses").get("422").get("content").propertyNames())
                .containsExactly("application/problem+json");
        assertThat(topUp.get("parameters").toString()).contains("Idempotency-Key");
        assertThat(document.at("/components/schemas/NewTopUp/properties/amount").toString())
                .contains("100.00");
        document.get("paths")
                .forEach(path -> path.forEach(
                        call -> assertThat(call.get("summary").stringValue()).isNotBlank()));
    }

    @Test
    void saysWhichMembersAnAnswerHasAndWhichMayBeNull() {
        JsonNode resource =
                fixture.anonymous().get("/api/v1/openapi.json").body().at("/components/schemas/Resource");

        assertThat(resource.get("required").toString()).contains("\"id\"", "\"phase\"", "\"expiresAt\"", "\"next\"");
        assertThat(resource.at("/properties/id/type").stringValue()).isEqualTo("string");
        assertThat(resource.at("/properties/expiresAt/type").toString()).contains("string", "null");
        assertThat(resource.at("/properties/next").toString()).contains("#/components/schemas/", "\"null\"");
    }

    @Test
    void saysWhatEachCallAnswers() {
        JsonNode document = fixture.anonymous().get("/api/v1/openapi.json").body();

        document.get("paths")
                .forEach(path ->
                        path.forEach(call -> call.get("responses").properties().forEach(response -> {
                            if (response.getKey().startsWith("2")
                                    && !response.getKey().equals("204")) {
                                assertThat(response.getValue().get("content"))
                                        .as(call.get("summary").stringValue())
                                        .isNotEmpty();
                            }
                        })));
        assertThat(document.at("/components/schemas/AccessDecision/properties/accessMode")
                        .toString())
                .contains("PaidDenied", "\"null\"");
        for (String open : List.of("tier", "retention", "productCode")) {
            assertThat(document.at("/components/schemas/PolicyDocument/properties/" + open + "/type")
                            .toString())
                    .contains("string", "null");
        }
    }

    @Test
    void showsAPageThatLoadsItsOwnFilesAlone() {
        var docs = fixture.anonymous().get("/api/docs");
        assertThat(docs.status()).isEqualTo(302);
        String location = docs.header("Location");
        var page = fixture.anonymous().get(location.substring(location.indexOf("/api")));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'");
        assertThat(page.raw().body())
                .doesNotContain("<script>")
                .doesNotContain("https://")
                .doesNotContain("onload=");
        for (String file : List.of("swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js")) {
            assertThat(fixture.anonymous().get("/api/swagger-ui/" + file).status())
                    .isEqualTo(200);
        }
    }
}
