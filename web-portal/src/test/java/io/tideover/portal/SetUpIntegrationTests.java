package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.TideoverApplication;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;

/** A fresh installation without the demo: the first operator is made by the link of the log, once. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        classes = TideoverApplication.class,
        properties = {
            "tideover.data-dir=target/test-data/${random.uuid}",
            "spring.datasource.url=jdbc:h2:mem:set-up;MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1"
        })
@AutoConfigureMockMvc
class SetUpIntegrationTests {

    private static final Pattern LINK = Pattern.compile("/set-up/[A-Za-z0-9_-]{20,}");

    @Autowired
    private MockMvc mvc;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Users users;

    @Test
    void makesTheFirstOperatorByTheLinkOfTheLogOnce(CapturedOutput output) throws Exception {
        Matcher logged = LINK.matcher(output.getAll());
        assertThat(logged.find()).isTrue();
        String link = logged.group();
        assertThat(mvc.perform(get(link)).andReturn().getResponse().getContentAsString())
                .contains("The first operator", "name=\"email\"");

        for (String[] wrong : List.of(
                new String[] {"", "op@tideover.example", "long enough password", "name"},
                new String[] {"a\r\nBcc: b", "op@tideover.example", "long enough password", "name"},
                new String[] {"Olga", "olga", "long enough password", "email"},
                new String[] {"Olga", "op@tideover.example", "short", "password"})) {
            MockHttpServletResponse answer = send(link, wrong[0], wrong[1], wrong[2]);
            assertThat(answer.getStatus()).isEqualTo(422);
            assertThat(answer.getContentAsString()).contains("id=\"" + wrong[3] + "-wrong\"");
        }
        assertThat(send("/set-up/unknown", "Olga", "op@tideover.example", "long enough password")
                        .getStatus())
                .isEqualTo(404);
        for (int status : List.of(302, 404)) {
            assertThat(send(link, "Olga", "op@tideover.example", "long enough password")
                            .getStatus())
                    .isEqualTo(status);
        }
        assertThat(mvc.perform(post("/sign-in")
                                .with(csrf())
                                .param("email", "op@tideover.example")
                                .param("password", "long enough password"))
                        .andReturn()
                        .getResponse()
                        .getRedirectedUrl())
                .isEqualTo("/");
    }

    /** Nobody pays with the simulated gateway's cards but in a test. */
    @Test
    void takesNoTestCardFromAnOwner() throws Exception {
        long account = accounts.open("Ernst", "EUR", "Europe/Berlin", "en", null, null, AccountClock.WALL, "tok_ok");
        PortalUser owner =
                users.add(account, "owner@ernst.example", "Eva", Role.OWNER, Locale.ENGLISH, "long enough password");
        for (String path : List.of("/billing/top-up", "/billing/funds", "/billing/pay")) {
            assertThat(mvc.perform(get(path).with(PageFixture.as(owner)))
                            .andReturn()
                            .getResponse()
                            .getContentAsString())
                    .doesNotContain("TEST_CARD", "CARD_ON_FILE");
        }
        for (String means : List.of("TEST_CARD", "CARD_ON_FILE")) {
            for (String path : List.of("/billing/top-up", "/billing/card")) {
                assertThat(mvc.perform(post(path)
                                        .with(PageFixture.as(owner))
                                        .with(csrf())
                                        .param("amount", "1000000.00")
                                        .param("reference", "free")
                                        .param("means", means))
                                .andReturn()
                                .getResponse()
                                .getStatus())
                        .isEqualTo(422);
            }
        }
        assertThat(accounts.standing(account).cashBalance().isZero()).isTrue();
    }

    private MockHttpServletResponse send(String link, String name, String email, String password) throws Exception {
        return mvc.perform(post(link)
                        .with(csrf())
                        .param("name", name)
                        .param("email", email)
                        .param("password", password)
                        .param("again", password))
                .andReturn()
                .getResponse();
    }
}
