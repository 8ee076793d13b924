package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.ApiScope;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import io.tideover.portal.security.Users;
import io.tideover.scheduler.sweep.Work;
import jakarta.servlet.http.Cookie;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Users: invited by mail, receivers once they have come in (M2), forgotten passwords, and signing out elsewhere (X8). */
@PageTest
class UsersIntegrationTests {

    private static final String NEW_PASSWORD = "another long password";
    private static final AtomicInteger SERIAL = new AtomicInteger();

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Users users;

    @Autowired
    private Receivers receivers;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Ids ids;

    @Autowired
    private List<Work.Housekeeping> housekeeping;

    @Autowired
    private Clock clock;

    private Tenant acme;
    private String email;
    private String origin;

    @BeforeEach
    void anAccount() {
        acme = fixture.tenant();
        int serial = SERIAL.incrementAndGet();
        email = "eve" + serial + "@users.example";
        origin = "198.51.100." + serial;
    }

    @Test
    void invitesByMailAndMakesAReceiverOfWhoAccepts() throws Exception {
        MockHttpServletResponse page = follow(send(
                post("/account/users/invite")
                        .param("name", "Eve")
                        .param("email", email)
                        .param("role", "FINANCE"),
                owner()));
        assertThat(page.getContentAsString()).contains(email, "Invited").doesNotContain("/invitations/");
        assertThat(named("Eve")).isNull();

        String link = fixture.linkMailedTo(email);
        assertThat(send(get(link), null).getContentAsString()).contains("Welcome, Eve.");
        // a link is for its reader alone: not for a viewer who reads the account's outbox
        assertThat(send(get("/messages/outbox"), acme.users().get(Role.VIEWER)).getContentAsString())
                .doesNotContain(email);
        assertThat(send(post(link).param("password", NEW_PASSWORD).param("again", NEW_PASSWORD), null)
                        .getStatus())
                .isEqualTo(302);
        Receiver receiver = Objects.requireNonNull(named("Eve"));
        assertThat(receiver.emailVerified()).isTrue();
        assertThat(receiver.userId()).isNotNull();
        assertThat(signIn(email, NEW_PASSWORD)).isNotNull();

        // who is removed is no receiver any more, and is out
        Cookie session = signIn(email, NEW_PASSWORD);
        users.remove(acme.account(), receiver.userId(), "test");
        assertThat(named("Eve")).isNull();
        assertThat(status("/billing/overview", session)).isEqualTo(302);
    }

    @Test
    void theOwnerOfAnAccountThatTheApiOpenedComesInWhenInvited() throws Exception {
        long opened = open(email);
        PortalUser owner = users.ofAccount(opened).getFirst().user();
        assertThat(owner.role()).isEqualTo(Role.OWNER);
        assertThat(users.ofAccount(opened)).noneMatch(Users.Listed::accepted);
        assertThat(fixture.mailsTo(email)).isZero();

        PortalUser operator = fixture.operator();
        String invite = "/operations/accounts/" + opened + "/users/" + owner.id() + "/invite";
        assertThat(send(post(invite), operator).getStatus()).isEqualTo(302);
        send(post(fixture.linkMailedTo(email)).param("password", NEW_PASSWORD).param("again", NEW_PASSWORD), null);
        assertThat(signIn(email, NEW_PASSWORD)).isNotNull();
        assertThat(receivers.list(opened)).hasSize(1);

        // an address is one user's: another account of the same owner is opened without one
        assertThat(users.ofAccount(open(email))).isEmpty();
    }

    /** X8: a sign-in that somebody has come by is not good for guessing the password that belongs to it. */
    @Test
    void stopsGuessingThePasswordThatIsToBeChanged() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(changePassword("guess " + i).getContentAsString()).contains("is not your password");
        }
        MockHttpServletResponse blocked = changePassword(PageFixture.PASSWORD);
        assertThat(blocked.getStatus()).isEqualTo(422);
        assertThat(blocked.getContentAsString()).contains("id=\"current-wrong\"", "Too many wrong passwords");
    }

    private MockHttpServletResponse changePassword(String current) throws Exception {
        return send(
                post("/account/password")
                        .param("current", current)
                        .param("password", NEW_PASSWORD)
                        .param("again", NEW_PASSWORD)
                        .with(request -> {
                            request.setRemoteAddr(origin);
                            return request;
                        }),
                owner());
    }

    @Test
    void hasRoomForNoMoreUsersThanItLists() throws Exception {
        for (int i = users.ofAccount(acme.account()).size(); i < 500; i++) {
            jdbc.update(
                    "INSERT INTO portal_users (id, account_id, email, email_key, name, role, locale, created_at)"
                            + " SELECT ?, account_id, ?, ?, name, role, locale, created_at FROM portal_users WHERE id = ?",
                    ids.next(),
                    i + email,
                    i + email,
                    acme.users().get(Role.VIEWER).id());
        }
        assertThat(invite(email).getContentAsString()).contains("There are 500 users already.");
        assertThat(users.ofAccount(acme.account())).hasSize(500);
    }

    /** Anybody can have rows made that count failures: they go when they count no longer, and so do links. */
    @Test
    void forgetsOldFailuresAndLinks() throws Exception {
        Instant old = Instant.parse("2020-01-01T00:00:00Z");
        String hash = origin + "-".repeat(64 - origin.length());
        jdbc.update(
                "INSERT INTO sign_in_failures (key_hash, window_start, failures) VALUES (?, ?, 3)", hash, Sql.utc(old));
        jdbc.update(
                "INSERT INTO portal_links (token_hash, purpose, expires_at) VALUES (?, 'PASSWORD', ?)",
                hash,
                Sql.utc(old));
        changePassword("wrong");
        housekeeping.forEach(each -> each.clearUp(clock.instant()));
        for (String table : List.of("sign_in_failures WHERE key_hash", "portal_links WHERE token_hash")) {
            assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM " + table + " = ?", Integer.class, hash))
                    .as(table)
                    .isZero();
        }
        // what counts still does
        for (int i = 1; i < 10; i++) {
            changePassword("wrong");
        }
        assertThat(changePassword("wrong").getContentAsString()).contains("Too many wrong passwords");
    }

    /** Nobody learns by inviting who is a user of another account; whose address it is learns it by mail. */
    @Test
    void answersAlikeWhereTheAddressIsWithAnotherAccount() throws Exception {
        Tenant other = fixture.tenant();
        PortalUser stranger = other.users().get(Role.VIEWER);
        MockHttpServletResponse free = invite(email);
        MockHttpServletResponse elsewhere = invite(stranger.email());
        assertThat(elsewhere.getStatus()).isEqualTo(free.getStatus()).isEqualTo(302);
        assertThat(elsewhere.getRedirectedUrl()).isEqualTo(free.getRedirectedUrl());
        Users.Listed invited = listed(stranger.email());
        assertThat(invited.accepted()).isEqualTo(listed(email).accepted()).isFalse();

        String mail = fixture.mailTo(stranger.email());
        assertThat(mail).contains("is with another account already").doesNotContain("/invitations/");
        assertThat(signIn(stranger.email(), PageFixture.PASSWORD)).isNotNull();
        assertThat(forgot(stranger.email())).isEqualTo(forgot("nobody" + email));

        // within the account it may be said
        for (String known : List.of(stranger.email().toUpperCase(Locale.ROOT), email)) {
            assertThat(invite(known).getContentAsString()).contains("id=\"email-wrong\"", "of this account");
        }

        // the invitation works as soon as the address is free
        users.remove(other.account(), stranger.id(), "test");
        users.inviteAgain(acme.account(), invited.user().id());
        org.awaitility.Awaitility.await()
                .until(() -> fixture.mailTo(stranger.email()).contains("/invitations/"));
        String link = fixture.linkMailedTo(stranger.email());
        send(post(link).param("password", NEW_PASSWORD).param("again", NEW_PASSWORD), null);
        assertThat(signIn(stranger.email(), NEW_PASSWORD)).isNotNull();
        assertThat(listed(stranger.email()).accepted()).isTrue();
    }

    private Users.Listed listed(String address) {
        return users.ofAccount(acme.account()).stream()
                .filter(each -> each.user().email().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private MockHttpServletResponse invite(String address) throws Exception {
        return send(
                post("/account/users/invite")
                        .param("name", "Eve")
                        .param("email", address)
                        .param("role", "VIEWER"),
                owner());
    }

    @Test
    void aNewInvitationMakesTheOneBeforeWorthless() throws Exception {
        PortalUser eve = users.invite(acme.account(), email, "Eve", "VIEWER", Locale.ENGLISH);
        String first = fixture.linkMailedTo(email);
        send(post("/account/users/" + eve.id() + "/invite"), owner());
        org.awaitility.Awaitility.await().until(() -> fixture.mailsTo(email) == 2);
        assertThat(send(get(first), null).getContentAsString()).contains("not good any more");
        assertThat(send(get(fixture.linkMailedTo(email)), null).getContentAsString())
                .contains("Choose a password");
    }

    @Test
    void setsAForgottenPasswordOnceAndSignsOutEverywhere() throws Exception {
        PortalUser finance = acme.users().get(Role.FINANCE);
        Cookie session = signIn(finance.email(), PageFixture.PASSWORD);
        String known = forgot(finance.email());
        String unknown = forgot("nobody" + email);
        assertThat(unknown).isEqualTo(known).contains("If there is a user with this address");

        String link = fixture.linkMailedTo(finance.email());
        assertThat(link).startsWith("/passwords/");
        assertThat(send(post(link).param("password", "short").param("again", "short"), null)
                        .getStatus())
                .isEqualTo(422);
        for (int status : List.of(302, 404)) {
            assertThat(send(post(link).param("password", NEW_PASSWORD).param("again", NEW_PASSWORD), null)
                            .getStatus())
                    .isEqualTo(status);
        }
        assertThat(status("/billing/overview", session)).isEqualTo(302);
        assertThat(signIn(finance.email(), NEW_PASSWORD)).isNotNull();
    }

    @Test
    void mailsNoMoreThanThreeLinksHoweverOftenTheyAreAskedFor() throws Exception {
        PortalUser viewer = acme.users().get(Role.VIEWER);
        for (int i = 0; i < 8; i++) {
            assertThat(forgot(viewer.email())).contains("If there is a user with this address");
            long expected = Math.min(i + 1, 3);
            org.awaitility.Awaitility.await().until(() -> fixture.mailsTo(viewer.email()) == expected);
        }
    }

    @Test
    void aChangedPasswordEndsTheOtherSignIns() throws Exception {
        PortalUser admin = acme.users().get(Role.ADMINISTRATOR);
        Cookie here = signIn(admin.email(), PageFixture.PASSWORD);
        Cookie there = signIn(admin.email(), PageFixture.PASSWORD);
        assertThat(mvc.perform(post("/account/password")
                                .with(csrf())
                                .cookie(here)
                                .param("current", PageFixture.PASSWORD)
                                .param("password", NEW_PASSWORD)
                                .param("again", NEW_PASSWORD))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(302);
        assertThat(status("/billing/overview", here)).isEqualTo(200);
        assertThat(status("/billing/overview", there)).isEqualTo(302);
    }

    @Test
    void listsSignInsAndEndsOneElsewhereButNobodyElses() throws Exception {
        PortalUser admin = acme.users().get(Role.ADMINISTRATOR);
        Cookie here = signIn(admin.email(), PageFixture.PASSWORD);
        Cookie there = signIn(admin.email(), PageFixture.PASSWORD);
        String profile = mvc.perform(get("/account/profile").cookie(here))
                .andReturn()
                .getResponse()
                .getContentAsString();
        var handle = java.util.regex.Pattern.compile("/account/sign-ins/([0-9a-f]{64})/end")
                .matcher(profile);
        assertThat(handle.find()).isTrue();
        assertThat(profile).contains(origin, "here").doesNotContain(there.getValue());

        send(post("/account/sign-ins/" + handle.group(1) + "/end"), owner());
        assertThat(status("/billing/overview", there)).isEqualTo(200);
        mvc.perform(post("/account/sign-ins/" + handle.group(1) + "/end")
                .with(csrf())
                .cookie(here));
        assertThat(status("/billing/overview", there)).isEqualTo(302);
        assertThat(status("/billing/overview", here)).isEqualTo(200);
    }

    private long open(String owner) throws Exception {
        String key =
                keys.create("users", List.of(ApiScope.ACCOUNTS_WRITE), null).plain();
        String answer = mvc.perform(post("/api/v1/accounts")
                        .header("Authorization", "Bearer " + key)
                        .contentType("application/json")
                        .content("{\"name\": \"Opened\", \"currency\": \"EUR\", \"timeZone\": \"Europe/Berlin\","
                                + " \"locale\": \"en\", \"owner\": {\"name\": \"Eve\", \"email\": \"" + owner + "\"}}"))
                .andReturn()
                .getResponse()
                .getContentAsString();
        var id = java.util.regex.Pattern.compile("\"id\":\"([0-9]+)\"").matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return Long.parseLong(id.group(1));
    }

    private PortalUser owner() {
        return acme.users().get(Role.OWNER);
    }

    private Receiver named(String name) {
        return receivers.list(acme.account()).stream()
                .filter(receiver -> receiver.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private String forgot(String address) throws Exception {
        return send(
                        post("/forgotten").param("email", address).with(request -> {
                            request.setRemoteAddr(origin);
                            return request;
                        }),
                        null)
                .getContentAsString()
                .replaceAll("name=\"_csrf\" value=\"[^\"]+\"", "");
    }

    private Cookie signIn(String address, String password) throws Exception {
        return mvc.perform(post("/sign-in")
                        .with(csrf())
                        .with(request -> {
                            request.setRemoteAddr(origin);
                            return request;
                        })
                        .param("email", address)
                        .param("password", password))
                .andReturn()
                .getResponse()
                .getCookie("SESSION");
    }

    private int status(String path, Cookie session) throws Exception {
        return mvc.perform(get(path).cookie(session).accept("text/html"))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    private MockHttpServletResponse follow(MockHttpServletResponse answer) throws Exception {
        return send(get(Objects.requireNonNull(answer.getRedirectedUrl())), owner());
    }

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request, PortalUser user) throws Exception {
        request.with(csrf());
        if (user != null) {
            request.with(as(user));
        }
        return mvc.perform(request).andReturn().getResponse();
    }
}
