package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.message.channel.Outbox;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.scheduler.clock.ClockAdvance;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/** M3, X6: the link that verifies an address is for its reader, and for those who manage the account's contacts. */
@PageTest
class OutboxIntegrationTests {

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Receivers receivers;

    @Autowired
    private Outbox outbox;

    @Autowired
    private ClockAdvance clock;

    @Test
    void keepsOthersLettersFromWhoDoesNotManageContacts() throws Exception {
        Tenant acme = fixture.tenant();
        PortalUser viewer = acme.users().get(Role.VIEWER);
        receivers.add(acme.account(), new NewReceiver("Vee", viewer.email(), null, null, false), "test");
        clock.advance(
                accounts.get(acme.account()).clockId(),
                accounts.get(acme.account()).now().plus(Duration.ofMinutes(1)));
        List<Outbox.Entry> letters = outbox.page(acme.account(), null, 100).items();
        Outbox.Entry robins = letters.stream()
                .filter(entry -> entry.receiver().startsWith("robin@"))
                .findFirst()
                .orElseThrow();
        Outbox.Entry own = letters.stream()
                .filter(entry -> entry.isFor(viewer.email()))
                .findFirst()
                .orElseThrow();

        for (Role role : List.of(Role.VIEWER, Role.FINANCE)) {
            PortalUser user = acme.users().get(role);
            assertThat(send("/messages/outbox", user).getContentAsString()).doesNotContain("robin@", "/" + robins.id());
            for (String path : List.of("", "/html")) {
                assertThat(send("/messages/outbox/" + robins.id() + path, user).getStatus())
                        .isEqualTo(404);
            }
        }
        assertThat(send("/messages/outbox", viewer).getContentAsString()).contains("/messages/outbox/" + own.id());
        assertThat(send("/messages/outbox/" + own.id(), viewer).getContentAsString())
                .contains("/verify/");
        for (Role role : List.of(Role.OWNER, Role.ADMINISTRATOR)) {
            assertThat(send("/messages/outbox/" + robins.id(), acme.users().get(role))
                            .getContentAsString())
                    .contains("/verify/");
        }
    }

    private MockHttpServletResponse send(String path, PortalUser user) throws Exception {
        return mvc.perform(get(path).with(as(user))).andReturn().getResponse();
    }
}
