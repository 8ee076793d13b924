package io.tideover.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.receiver.Receivers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The demonstration on H2: every phase has been reached by the engine itself. */
@DemoTest
class DemoIntegrationTests {

    @LocalServerPort
    private int port;

    @Autowired
    private Accounts accounts;

    @Autowired
    private Resources resources;

    @Autowired
    private Receivers receivers;

    @Test
    void showsAnAccountWhoseResourcesHaveReachedEveryPhase() {
        AccountView acme = accounts.search("Acme", 10, null).items().getFirst();
        Set<Phase> reached = EnumSet.noneOf(Phase.class);
        for (var view :
                resources.list(acme.id(), Resources.Filter.ALL, 50, null).items()) {
            resources.transitions(view.resource().id()).forEach(transition -> reached.add(transition.to()));
        }
        // not where they are now: another test may have moved the clock on, or paid
        assertThat(reached).containsExactlyInAnyOrder(Phase.values());
    }

    @Test
    void keepsTheSessionFromScriptsAndFromOtherSites() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> form = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/sign-in"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(form.headers().allValues("Set-Cookie"))
                    .anySatisfy(
                            cookie -> assertThat(cookie).startsWith("SESSION=").contains("HttpOnly", "SameSite=Lax"));
        }
    }

    /** X7 */
    @Test
    void hasNoPageAtTheContainersErrorPath() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : List.of("/error", "/error/", "/nowhere")) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(path).isIn(302, 404);
            }
        }
    }

    /** M2: users who have come in are listed as receivers by themselves. */
    @Test
    void listsItsUsersAmongTheReceivers() {
        AccountView acme = accounts.search("Acme", 10, null).items().getFirst();
        assertThat(receivers.list(acme.id()))
                .filteredOn(receiver -> receiver.userId() != null)
                .allMatch(Receiver::emailVerified)
                .extracting(Receiver::name)
                .contains("Jun Li", "Ana Costa");
    }

    @Test
    void showsAnAccountInGoodOrder() {
        AccountView globex = accounts.search("Globex", 10, null).items().getFirst();
        assertThat(globex.inArrears()).isFalse();
        assertThat(globex.currency().getCode()).isEqualTo("USD");
    }
}
