package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.PolicyVersions;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.Spans;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.AuditLog;
import io.tideover.portal.security.PortalUser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** R9 on the operators' pages: versions, comparing them, and a new one drafted, previewed and put in force. */
@PageTest
class PolicyPagesIntegrationTests {

    private static final AtomicInteger SERIAL = new AtomicInteger();

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private PolicyVersions versions;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Resources resources;

    @Autowired
    private AuditLog audit;

    private PortalUser operator;
    private String product;

    @BeforeEach
    void anOperator() {
        operator = fixture.operator();
        product = "page-product-" + SERIAL.incrementAndGet();
    }

    @Test
    void putsADraftInForceFromAnInstant() throws Exception {
        MockHttpServletResponse answer =
                send("/operations/policies/new", draft(Map.of("grace", "P9D", "activeFrom", "2099-03-01T08:00")));
        assertThat(answer.getRedirectedUrl()).isEqualTo("/operations/policies/" + product);
        Policy added = versions.versions(product).getFirst();
        assertThat(added.grace()).isEqualTo(Spans.parse("P9D"));
        assertThat(added.activeFrom()).isEqualTo("2099-03-01T08:00:00Z");
        assertThat(added.retention()).isNull();
        assertThat(added.reminders().release()).containsExactly(Spans.parse("P3D"), Spans.parse("P1D"));
        assertThat(page("/operations/policies")).contains(product, "not yet in force");
        assertThat(audit.ofOperators(10, null).items())
                .anyMatch(entry -> entry.action().equals("POLICY_ADDED")
                        && entry.target().equals(product)
                        && entry.actor().equals(operator.email()));
    }

    @Test
    void saysAllThatIsWrongWithADraftAtOnce() throws Exception {
        MockHttpServletResponse answer = send(
                "/operations/policies/preview",
                draft(Map.of("grace", "soon", "retention", "P999Y", "label", "", "code", "", "activeFrom", "now")));
        assertThat(answer.getStatus()).isEqualTo(422);
        assertThat(answer.getContentAsString())
                .contains("5 fields are wrong")
                .contains("id=\"grace-wrong\"", "id=\"retention-wrong\"", "id=\"label-wrong\"", "id=\"code-wrong\"")
                .contains("id=\"activeFrom-wrong\"");
    }

    @Test
    void marksWhatDiffersFromTheVersionBefore() throws Exception {
        send("/operations/policies/new", draft(Map.of("activeFrom", "2026-01-01T00:00")));
        send(
                "/operations/policies/new",
                draft(Map.of("label", "Parked", "grace", "P2D", "activeFrom", "2026-02-01T00:00")));
        String page = page("/operations/policies/" + product);
        assertThat(page).contains("Version 2 beside version 1", "3 fields differ", "Parked");
        assertThat(count(page, "class=\"changed\"")).isEqualTo(3);
        assertThat(page("/operations/policies/" + product + "?version=1")).doesNotContain("class=\"changed\"");
    }

    @Test
    void previewsWhatWouldMoveAndWhenAndStoresNothing() throws Exception {
        Tenant acme = fixture.tenant();
        accounts.topUp(acme.account(), "40.00", "settled");
        for (String name : List.of("one", "two")) {
            resources.register(acme.account(), product + name, product, "cn-beijing", BillingMode.SUBSCRIPTION, in(4));
        }
        String to = send(
                        "/operations/policies/preview",
                        draft(Map.of("billingMode", "SUBSCRIPTION", "grace", "P0D", "activeFrom", "2026-01-01T00:00")))
                .getRedirectedUrl();
        assertThat(to).startsWith("/operations/policies/previews/");
        await().untilAsserted(() -> assertThat(page(to)).contains("2 of 2 resources would be in another phase"));
        String page = page(to);
        assertThat(page).contains("The first 2 on day 4.", "<polyline class=\"draft\"", "What it says");
        Assertions.assertThatThrownBy(() -> versions.versions(product)).isInstanceOf(Refusal.class);

        // the draft of a preview can be changed, and is as it was
        assertThat(page("/operations/policies/new?preview=" + to.substring(to.lastIndexOf('/') + 1)))
                .contains("value=\"P0D\"", "value=\"" + product + "\"", "value=\"P3D, P1D\"");
    }

    @Test
    void saysThatNothingWouldMove() throws Exception {
        String to = send("/operations/policies/preview", draft(Map.of())).getRedirectedUrl();
        assertThat(to).isNotNull();
        await().untilAsserted(() -> assertThat(page(to)).contains("None of 0 resources"));
    }

    @Test
    void refusesWhatCannotWorkAndNamesTheField() throws Exception {
        Map<String, Map<String, String>> wrong = new LinkedHashMap<>();
        wrong.put("code", Map.of("code", "a/../b"));
        wrong.put("grace", Map.of("grace", "-P1D"));
        wrong.put("retention", Map.of("retention", "P0D"));
        wrong.put("label", Map.of("label", "x\u0007y"));
        wrong.put("finalNoticeLead", Map.of("finalNoticeLead", "P101Y"));
        wrong.put("reminders.release", Map.of("reminders.release", "P1D, soon"));
        wrong.put("denial.message", Map.of("denial.message", ""));
        wrong.put("billingMode", Map.of("billingMode", "FREE"));
        wrong.put("tier", Map.of("tier", "V".repeat(33)));
        wrong.put("activeFrom", Map.of("activeFrom", "tomorrow"));
        for (String path : List.of("/operations/policies/new", "/operations/policies/preview")) {
            for (Map.Entry<String, Map<String, String>> each : wrong.entrySet()) {
                MockHttpServletResponse answer = send(path, draft(each.getValue()));
                assertThat(answer.getStatus()).as(path + each).isEqualTo(422);
                assertThat(answer.getContentAsString())
                        .as(path + each)
                        .contains("id=\"" + each.getKey() + "-wrong\"")
                        .contains("value=\"" + product + "\"");
            }
        }
        MockHttpServletResponse taken =
                send("/operations/policies/new", draft(Map.of("productCode", "dws", "billingMode", "PAY_AS_YOU_GO")));
        assertThat(taken.getStatus()).isEqualTo(422);
        assertThat(taken.getContentAsString()).contains("add a version to it");
        Assertions.assertThatThrownBy(() -> versions.versions(product)).isInstanceOf(Refusal.class);
    }

    private Map<String, String> draft(Map<String, String> changes) {
        Map<String, String> draft = new LinkedHashMap<>();
        draft.put("code", product);
        draft.put("productCode", product);
        draft.put("billingMode", "PAY_AS_YOU_GO");
        draft.put("grace", "P15D");
        draft.put("label", "Stopped");
        draft.put("finalNoticeLead", "P1D");
        draft.put("reminders.release", "P3D, P1D");
        draft.put("allowedInRetention", "READ");
        draft.put("denial.code", "X.1");
        draft.put("denial.message", "Denied on {resourceName}");
        draft.putAll(changes);
        return draft;
    }

    private MockHttpServletResponse send(String path, Map<String, String> fields) throws Exception {
        MockHttpServletRequestBuilder request = post(path).with(csrf()).with(as(operator));
        fields.forEach(request::param);
        return mvc.perform(request).andReturn().getResponse();
    }

    private String page(String path) throws Exception {
        MockHttpServletResponse answer =
                mvc.perform(get(path).with(as(operator))).andReturn().getResponse();
        assertThat(answer.getStatus()).as(path).isEqualTo(200);
        return answer.getContentAsString();
    }

    private static java.time.Instant in(int days) {
        return Spans.addDays(PageFixture.START, days, java.time.ZoneOffset.UTC);
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}
