package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.message.webhook.Webhook;
import io.tideover.message.webhook.Webhooks;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Account and Operations > Webhooks (D9). */
@PageTest
class WebhookPagesIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Webhooks webhooks;

    private Tenant acme;

    @BeforeEach
    void anAccount() {
        acme = fixture.tenant();
    }

    @Test
    @DisplayName("an owner adds a webhook, and sees its secret once")
    void addsOne() throws Exception {
        MvcResult added = mvc.perform(form("/account/webhooks/new", owner())
                        .param("url", "https://hooks.invalid/mine")
                        .param("description", "Freezes <machines>")
                        .param("eventTypes", "resource.retention", "resource.restored"))
                .andReturn();
        String page = Objects.requireNonNull(added.getResponse().getRedirectedUrl());
        String secret = String.valueOf(added.getFlashMap().get("secret"));
        assertThat(secret).startsWith("whsec_");

        String shown = mvc.perform(
                        get(page).with(as(owner())).cookie(added.getResponse().getCookies()))
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(shown).contains(secret).contains("Freezes &lt;machines&gt;").contains("resource.retention");
        assertThat(mvc.perform(get(page)
                                .with(as(owner()))
                                .cookie(added.getResponse().getCookies()))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .doesNotContain("whsec_");
        assertThat(see("/account/webhooks", owner()).getContentAsString()).contains("https://hooks.invalid/mine");
    }

    @Test
    @DisplayName("X7, X8: what is no address, or in the provider's own network, is refused with the field's name")
    void refusesBadAddresses() throws Exception {
        for (String url :
                new String[] {"", "hooks", "http://hooks.example.com/", "https://10.0.0.1/", "https://[::1]/"}) {
            MockHttpServletResponse answer = mvc.perform(form("/account/webhooks/new", owner())
                            .param("url", url)
                            .param("description", "kept <so>"))
                    .andReturn()
                    .getResponse();
            assertThat(answer.getStatus()).as(url).isEqualTo(422);
            assertThat(answer.getContentAsString()).contains("id=\"url-wrong\"").contains("value=\"kept &lt;so&gt;\"");
        }
        assertThat(webhooks.of(acme.account())).hasSize(1);
    }

    @Test
    void editsSwitchesTestsRotatesAndRemoves() throws Exception {
        String page = "/account/webhooks/" + acme.webhook();
        mvc.perform(form(page + "/edit", owner())
                .param("url", "https://hooks.invalid/new")
                .param("description", "new")
                .param("eventTypes", "account.arrears"));
        assertThat(webhooks.get(acme.webhook()).url()).isEqualTo("https://hooks.invalid/new");

        mvc.perform(form(page + "/switch", owner()).param("on", "false"));
        assertThat(webhooks.get(acme.webhook()).state()).isEqualTo(Webhook.State.SWITCHED_OFF);
        mvc.perform(form(page + "/switch", owner()).param("on", "true"));
        assertThat(webhooks.get(acme.webhook()).isEnabled()).isTrue();

        mvc.perform(form(page + "/test", owner()));
        assertThat(see(page, owner()).getContentAsString())
                .contains("webhook.test")
                .contains("Dead");

        mvc.perform(form(page + "/rotate", owner()));
        assertThat(see(page, owner()).getContentAsString()).contains("The secret before the present one signs as well");

        mvc.perform(form(page + "/remove", owner()));
        assertThat(webhooks.find(acme.webhook())).isEmpty();
    }

    @Test
    @DisplayName("operators have webhooks of their own, which are told of all accounts, and see none of an account's")
    void keepsOperatorsApart() throws Exception {
        PortalUser operator = fixture.operator();
        String page = Objects.requireNonNull(
                mvc.perform(form("/operations/webhooks/new", operator).param("url", "https://hooks.invalid/all"))
                        .andReturn()
                        .getResponse()
                        .getRedirectedUrl());
        assertThat(page).startsWith("/operations/webhooks/");
        long id = Long.parseLong(page.substring(page.lastIndexOf('/') + 1));
        assertThat(webhooks.get(id).accountId()).isNull();
        assertThat(see("/operations/webhooks/" + acme.webhook(), operator).getStatus())
                .isEqualTo(404);
        assertThat(see("/account/webhooks/" + id, owner()).getStatus()).isEqualTo(404);
        assertThat(see("/operations/audit", operator).getContentAsString()).contains("Webhook added", "hooks.invalid");
        webhooks.remove(id);
    }

    private PortalUser owner() {
        return acme.users().get(Role.OWNER);
    }

    private static MockHttpServletRequestBuilder form(String path, PortalUser user) {
        return post(path).with(csrf()).with(as(user));
    }

    private MockHttpServletResponse see(String path, PortalUser user) throws Exception {
        return mvc.perform(get(path).with(as(user))).andReturn().getResponse();
    }
}
