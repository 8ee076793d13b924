package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.test.web.servlet.MockMvc;

/** X8: the guards of the door. */
@PageTest
class SignInIntegrationTests {

    private static final AtomicInteger ORIGINS = new AtomicInteger();

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Users users;

    @Autowired
    private SessionRepository<? extends Session> sessions;

    private Tenant acme;
    private String origin;

    @BeforeEach
    void anAccountAndAPlaceToComeFrom() {
        acme = fixture.tenant();
        origin = "192.0.2." + ORIGINS.incrementAndGet();
    }

    @Test
    void saysTheSameOfAnUnknownAddressAsOfAWrongPassword() throws Exception {
        String known = owner().email();
        String wrong = signIn(known, "wrong password").getContentAsString().replace(known, "ADDRESS");
        String unknown = signIn("nobody@x.example", "wrong password")
                .getContentAsString()
                .replace("nobody@x.example", "ADDRESS");
        assertThat(masked(unknown)).isEqualTo(masked(wrong)).contains("The email or the password is wrong.");
    }

    @Test
    void stopsGuessingWhetherTheAddressIsKnownOrNot() throws Exception {
        for (String email : List.of(owner().email(), "nobody" + origin + "@x.example")) {
            for (int i = 0; i < 10; i++) {
                assertThat(signIn(email, "guess " + i).getContentAsString()).contains("wrong");
            }
            assertThat(signIn(email, PageFixture.PASSWORD).getContentAsString()).contains("Too many attempts");
        }
    }

    @Test
    void letsTwoRequestsOfASessionEndAtOnce() {
        twoRequestsAtOnce(sessions);
    }

    private static <S extends Session> void twoRequestsAtOnce(SessionRepository<S> sessions) {
        S begun = sessions.createSession();
        sessions.save(begun);
        List<S> requests = new ArrayList<>();
        for (String value : List.of("first", "second")) {
            S request = Objects.requireNonNull(sessions.findById(begun.getId()));
            request.setAttribute("done", value);
            requests.add(request);
        }
        requests.forEach(sessions::save);
        S after = Objects.requireNonNull(sessions.findById(begun.getId()));
        assertThat(after.<String>getAttribute("done")).isEqualTo("second");
    }

    @Test
    void asksForASignInWhereTheSessionHasEnded() throws Exception {
        for (String form : List.of("/billing/pay", "/sign-in")) {
            MockHttpServletResponse answer = mvc.perform(post(form).accept(MediaType.TEXT_HTML))
                    .andReturn()
                    .getResponse();
            assertThat(answer.getStatus()).isEqualTo(302);
            assertThat(answer.getRedirectedUrl()).endsWith("/sign-in?ended");
        }
        assertThat(mvc.perform(get("/sign-in").param("ended", ""))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .contains("Nothing was saved: sign in and try again.");
        assertThat(mvc.perform(post("/billing/pay").with(as(owner())))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(403);
    }

    @Test
    void changesTheSessionOnSigningIn() throws Exception {
        MockHttpServletResponse form = mvc.perform(get("/sign-in")).andReturn().getResponse();
        Cookie before = form.getCookie("SESSION");
        assertThat(before).isNotNull();
        MockHttpServletResponse in = mvc.perform(post("/sign-in")
                        .cookie(before)
                        .param("_csrf", token(form))
                        .param("email", owner().email())
                        .param("password", PageFixture.PASSWORD))
                .andReturn()
                .getResponse();
        assertThat(in.getStatus()).isEqualTo(302);
        Cookie after = in.getCookie("SESSION");
        assertThat(after).isNotNull();
        assertThat(after.getValue()).isNotEqualTo(before.getValue());
        assertThat(mvc.perform(get("/billing/overview").cookie(after))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(200);
        assertThat(mvc.perform(get("/billing/overview").cookie(before))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(302);
    }

    @Test
    void refusesAFormFromElsewhere() throws Exception {
        for (String path : List.of("/billing/top-up", "/sign-out", "/messages/read-all", "/sign-in", "/verify/x")) {
            assertThat(mvc.perform(post(path).with(as(owner())))
                            .andReturn()
                            .getResponse()
                            .getStatus())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void sendsTheHeadersThatKeepOthersOut() throws Exception {
        MockHttpServletResponse page = mvc.perform(
                        get("/billing/overview").with(as(owner())).secure(true))
                .andReturn()
                .getResponse();
        assertThat(page.getHeader("Content-Security-Policy"))
                .contains("default-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe")
                .doesNotContain("http");
        assertThat(page.getHeader("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.getHeader("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.getHeader("Referrer-Policy")).isEqualTo("same-origin");
        assertThat(page.getHeader("Strict-Transport-Security")).contains("max-age");
        assertThat(page.getHeader("Cache-Control")).contains("no-store");
        assertThat(page.getContentAsString())
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContain("onclick");
    }

    @Test
    void leadsNowhereElse() throws Exception {
        for (String back :
                List.of("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)")) {
            MockHttpServletResponse answer = mvc.perform(post("/preferences/theme")
                            .with(csrf())
                            .param("theme", "dark")
                            .param("back", back))
                    .andReturn()
                    .getResponse();
            assertThat(answer.getRedirectedUrl()).isEqualTo("/");
        }
    }

    @Test
    void putsARemovedUserOutAtOnce() throws Exception {
        PortalUser viewer = acme.users().get(Role.VIEWER);
        assertThat(status(viewer)).isEqualTo(200);
        users.remove(acme.account(), viewer.id(), "test");
        assertThat(status(viewer)).isEqualTo(302);
    }

    @Test
    void countsAChangedRoleAtOnce() throws Exception {
        PortalUser viewer = acme.users().get(Role.VIEWER);
        users.changeRole(acme.account(), viewer.id(), "ADMINISTRATOR");
        assertThat(mvc.perform(get("/account/users/invite").with(as(viewer)))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(200);
    }

    @Test
    void letsAnInvitationInOnce() throws Exception {
        users.invite(acme.account(), origin + "@acme.example", "Eve", "VIEWER", Locale.ENGLISH);
        String path = fixture.linkMailedTo(origin + "@acme.example");
        assertThat(mvc.perform(post(path)
                                .with(csrf())
                                .param("password", "short")
                                .param("again", "short"))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(422);
        for (int status : List.of(302, 404)) {
            assertThat(mvc.perform(post(path)
                                    .with(csrf())
                                    .param("password", "a long enough password")
                                    .param("again", "a long enough password"))
                            .andReturn()
                            .getResponse()
                            .getStatus())
                    .isEqualTo(status);
        }
        assertThat(signIn(origin + "@acme.example", "a long enough password").getStatus())
                .isEqualTo(302);
    }

    private PortalUser owner() {
        return acme.users().get(Role.OWNER);
    }

    private int status(PortalUser user) throws Exception {
        return mvc.perform(get("/billing/overview").with(as(user)).accept("text/html"))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    private MockHttpServletResponse signIn(String email, String password) throws Exception {
        var tried = mvc.perform(post("/sign-in")
                        .with(csrf())
                        .with(request -> {
                            request.setRemoteAddr(origin);
                            return request;
                        })
                        .param("email", email)
                        .param("password", password))
                .andReturn();
        String forwarded = tried.getResponse().getForwardedUrl();
        if (forwarded == null) {
            return tried.getResponse();
        }
        // the mock container forwards nothing by itself
        return mvc.perform(post(forwarded)
                        .with(csrf())
                        .param("email", email)
                        .requestAttr("blocked", tried.getRequest().getAttribute("blocked")))
                .andReturn()
                .getResponse();
    }

    private static String token(MockHttpServletResponse form) throws Exception {
        Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"").matcher(form.getContentAsString());
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static String masked(String page) {
        return page.replaceAll("name=\"_csrf\" value=\"[^\"]+\"", "");
    }
}
