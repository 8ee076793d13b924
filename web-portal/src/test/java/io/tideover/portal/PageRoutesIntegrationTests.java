package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.PortalUser;
import io.tideover.portal.security.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** X6: every page by every role and by a stranger's account; a new route without a row fails. */
@PageTest
class PageRoutesIntegrationTests {

    private enum Who {
        ANYBODY(EnumSet.allOf(Role.class)),
        SIGNED_IN(EnumSet.allOf(Role.class)),
        ACCOUNT(EnumSet.of(Role.OWNER, Role.ADMINISTRATOR, Role.FINANCE, Role.VIEWER)),
        FUNDS(EnumSet.of(Role.OWNER, Role.ADMINISTRATOR, Role.FINANCE)),
        MANAGERS(EnumSet.of(Role.OWNER, Role.ADMINISTRATOR)),
        OPERATORS(EnumSet.of(Role.OPERATOR)),
        /** A signature says who calls; a role is none. */
        SIGNED(EnumSet.noneOf(Role.class));

        private final Set<Role> roles;

        Who(Set<Role> roles) {
            this.roles = roles;
        }
    }

    private static final Map<String, Who> TABLE = new TreeMap<>();

    static {
        rows(Who.ANYBODY, "GET /sign-in", "POST /sign-in/again", "GET /support", "GET /verify/{token}");
        rows(Who.ANYBODY, "POST /verify/{token}", "GET /set-up/{token}", "POST /set-up/{token}");
        rows(Who.ANYBODY, "GET /invitations/{token}", "POST /invitations/{token}");
        rows(Who.ANYBODY, "POST /preferences/language", "POST /preferences/theme");
        rows(Who.ANYBODY, "GET /forgotten", "POST /forgotten", "GET /passwords/{token}", "POST /passwords/{token}");
        rows(Who.SIGNED_IN, "POST /account/sign-ins/{handle}/end", "POST /account/sign-ins/end-others");
        rows(Who.SIGNED_IN, "GET /", "GET /account/profile", "POST /account/profile", "POST /account/password");
        rows(Who.ACCOUNT, "GET /billing", "GET /billing/overview", "GET /billing/bills", "GET /billing/bills/{id}");
        rows(Who.ACCOUNT, "GET /billing/funds", "GET /billing/timeline", "GET /billing/resources");
        rows(Who.ACCOUNT, "GET /billing/resources/{id}", "GET /billing/ledger.csv", "GET /billing/bills.csv");
        rows(Who.ACCOUNT, "GET /billing/resources.csv");
        rows(Who.FUNDS, "GET /billing/pay", "POST /billing/pay", "GET /billing/top-up", "POST /billing/top-up");
        rows(Who.FUNDS, "GET /billing/card", "POST /billing/card", "GET /billing/alert", "POST /billing/alert");
        rows(Who.FUNDS, "POST /billing/alert/switch", "GET /billing/bills/{id}/pay", "POST /billing/bills/{id}/pay");
        for (String action : List.of("renew", "auto-renew", "delete")) {
            rows(Who.MANAGERS, "GET /billing/resources/{id}/" + action, "POST /billing/resources/{id}/" + action);
        }
        rows(Who.ACCOUNT, "GET /messages", "GET /messages/{id:[0-9]+}", "POST /messages/{id:[0-9]+}/read");
        rows(Who.ACCOUNT, "POST /messages/read-all", "GET /messages/settings", "GET /messages/receivers");
        rows(Who.ACCOUNT, "GET /messages/receivers/history", "GET /messages/outbox", "GET /messages/outbox/{id}");
        rows(Who.ACCOUNT, "GET /messages/outbox/{id}/html");
        rows(Who.MANAGERS, "POST /messages/settings", "GET /messages/settings/{type}/contact");
        rows(Who.MANAGERS, "POST /messages/settings/{type}/contact", "POST /messages/settings/{type}/contact/receiver");
        rows(Who.MANAGERS, "POST /messages/settings/{type}/contact/resend");
        for (String action : List.of("edit", "remove", "code")) {
            rows(Who.MANAGERS, "GET /messages/receivers/{id}/" + action, "POST /messages/receivers/{id}/" + action);
        }
        rows(Who.MANAGERS, "POST /messages/receivers/{id}/resend");
        rows(Who.MANAGERS, "GET /messages/receivers/new", "POST /messages/receivers/new");
        rows(Who.ACCOUNT, "GET /account/users", "GET /account/activity");
        rows(Who.MANAGERS, "POST /account/settings", "GET /account/users/invite", "POST /account/users/invite");
        rows(Who.MANAGERS, "POST /account/users/{id}/invite", "POST /account/users/{id}/role");
        rows(Who.MANAGERS, "GET /account/users/{id}/remove", "POST /account/users/{id}/remove");
        for (String page : List.of("", "/accounts", "/accounts/{id}", "/policies", "/policies/{code}", "/sweeps")) {
            rows(Who.OPERATORS, "GET /operations" + page);
        }
        for (String page : List.of("/deliveries", "/releases", "/events", "/audit", "/outbox", "/outbox/{id}")) {
            rows(Who.OPERATORS, "GET /operations" + page);
        }
        rows(Who.OPERATORS, "GET /operations/outbox/{id}/html", "POST /operations/brake");
        rows(Who.OPERATORS, "POST /operations/sweeps/{job}/{action}", "POST /operations/deliveries/{id}/resend");
        rows(Who.OPERATORS, "POST /operations/deliveries/{id}/dismiss");
        for (String page : List.of("", "/new", "/{id}", "/{id}/edit", "/{id}/remove")) {
            rows(Who.MANAGERS, "GET /account/webhooks" + page);
            rows(Who.OPERATORS, "GET /operations/webhooks" + page);
        }
        for (String form :
                List.of("/new", "/{id}/edit", "/{id}/switch", "/{id}/test", "/{id}/rotate", "/{id}/remove")) {
            rows(Who.MANAGERS, "POST /account/webhooks" + form);
            rows(Who.OPERATORS, "POST /operations/webhooks" + form);
        }
        rows(Who.OPERATORS, "GET /operations/templates", "GET /operations/templates/{stage}/{language}/html");
        rows(Who.SIGNED, "POST /callbacks/twilio/status");
        rows(Who.OPERATORS, "POST /operations/accounts/{id}/users/{user}/invite");
        rows(Who.OPERATORS, "GET /operations/sweeps/{job}", "GET /operations/deliveries/resend-all");
        rows(Who.OPERATORS, "POST /operations/deliveries/resend-all", "GET /operations/deliveries/resends/{id}");
        rows(Who.OPERATORS, "GET /operations/accounts/{id}/alert", "POST /operations/accounts/{id}/alert");
        rows(Who.OPERATORS, "GET /operations/alert-defaults", "GET /operations/alert-defaults/edit");
        rows(Who.OPERATORS, "POST /operations/alert-defaults/edit");
        rows(Who.OPERATORS, "POST /operations/alert-defaults/{currency}/remove", "GET /operations/reconciliation");
        rows(
                Who.OPERATORS,
                "GET /operations/api-keys",
                "GET /operations/api-keys/new",
                "POST /operations/api-keys/new");
        rows(Who.OPERATORS, "GET /operations/api-keys/{id}/revoke", "POST /operations/api-keys/{id}/revoke");
        rows(Who.OPERATORS, "GET /operations/policies/new", "POST /operations/policies/new");
        rows(Who.OPERATORS, "POST /operations/policies/preview", "GET /operations/policies/previews/{id}");
        String step = "/operations/resources/{id}/{action:release|hold|extend|lift|schedule|unschedule}";
        rows(Who.OPERATORS, "GET " + step, "POST " + step);
        for (String page : List.of("/bills", "/bills/{bill}", "/messages", "/timeline", "/activity")) {
            rows(Who.OPERATORS, "GET /operations/accounts/{id}" + page);
        }
        rows(Who.OPERATORS, "GET /operations/operators", "POST /operations/operators/{id}/invite");
        for (String form : List.of("/invite", "/{id}/remove")) {
            rows(Who.OPERATORS, "GET /operations/operators" + form, "POST /operations/operators" + form);
        }
    }

    @Autowired
    private MockMvc mvc;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Autowired
    private PageFixture fixture;

    private Tenant acme;

    @BeforeEach
    void anAccount() {
        acme = fixture.tenant();
    }

    @Test
    void hasARowForEveryRegisteredRoute() {
        Set<String> registered = new TreeSet<>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            if (isOurs(method.getBeanType()) && !isApi(mapping.getPatternValues())) {
                mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(verb ->
                                mapping.getPatternValues().forEach(pattern -> registered.add(verb + " " + pattern)));
            }
        });
        assertThat(registered).containsExactlyElementsOf(TABLE.keySet());
    }

    @Test
    void letsEachRoleSeeAndDoWhatIsItsOwnAlone() throws Exception {
        PortalUser operator = fixture.operator();
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, Who> row : TABLE.entrySet()) {
            for (Role role : Role.values()) {
                PortalUser user =
                        role == Role.OPERATOR ? operator : acme.users().get(role);
                MockHttpServletResponse answer = call(row.getKey(), "1", user);
                boolean denied = answer.getStatus() == 403;
                if (denied == row.getValue().roles.contains(role) || answer.getStatus() >= 500) {
                    wrong.add(row.getKey() + " as " + role + ": " + answer.getStatus());
                }
            }
            MockHttpServletResponse answer = call(row.getKey(), "1", null);
            boolean sentToSignIn = isToSignIn(answer);
            if (sentToSignIn == (row.getValue() == Who.ANYBODY) && !row.getKey().contains("-up/{")
                    || answer.getStatus() >= 500) {
                wrong.add(row.getKey() + " signed out: " + answer.getStatus());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void answersForAnotherAccountsThingsAsForNone() throws Exception {
        Tenant globex = fixture.tenant();
        PortalUser owner = globex.users().get(Role.OWNER);
        List<String> wrong = new ArrayList<>();
        for (String route : TABLE.keySet()) {
            if (!route.contains("{id") || route.contains("/operations/")) {
                continue;
            }
            long theirs = route.contains("/resources/")
                    ? acme.resource()
                    : route.contains("/bills/")
                            ? acme.bill()
                            : route.contains("/receivers/")
                                    ? acme.receiver()
                                    : route.contains("/webhooks/")
                                            ? acme.webhook()
                                            : acme.users().get(Role.VIEWER).id();
            MockHttpServletResponse stranger = call(route, Long.toString(theirs), owner);
            MockHttpServletResponse nothing = call(route, "1", owner);
            boolean same = stranger.getStatus() == nothing.getStatus()
                    && stranger.getContentAsString().equals(nothing.getContentAsString());
            boolean refused = stranger.getStatus() == 404;
            if (!same || !refused) {
                wrong.add(route + ": " + stranger.getStatus() + " / " + nothing.getStatus());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private MockHttpServletResponse call(String route, String id, @Nullable PortalUser user) throws Exception {
        String[] parts = route.split(" ");
        String path = parts[1].replaceAll("\\{id[^}]*}", id)
                .replaceAll("\\{action:[^}]*}", "hold")
                .replace("{action}", "unknown")
                .replace("{token}", "unknown")
                .replace("{type}", "ACCOUNT_BILL_PAYMENT")
                .replace("{code}", "unknown")
                .replace("{user}", "1")
                .replace("{bill}", "1")
                .replace("{handle}", "unknown")
                .replace("{currency}", "XXX")
                .replace("{stage}", "OVERDUE")
                .replace("{language}", "en")
                .replace("{job}", "DELIVERY");
        MockHttpServletRequestBuilder request =
                request(HttpMethod.valueOf(parts[0]), path).accept(MediaType.TEXT_HTML);
        if (parts[0].equals("POST")) {
            request.with(csrf()).contentType(MediaType.APPLICATION_FORM_URLENCODED);
        }
        if (user != null) {
            request.with(as(user));
        }
        return mvc.perform(request).andReturn().getResponse();
    }

    /** Not a library's, and not one that a test or a benchmark brings. */
    private static boolean isOurs(Class<?> controller) {
        return controller.getPackageName().startsWith("io.tideover.")
                && !controller
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath()
                        .endsWith("/test-classes/");
    }

    /** Those have a table of their own. */
    private static boolean isApi(Set<String> patterns) {
        return patterns.stream().allMatch(pattern -> pattern.startsWith("/api/"));
    }

    private static boolean isToSignIn(MockHttpServletResponse answer) {
        String to = answer.getRedirectedUrl();
        return answer.getStatus() == 401 || answer.getStatus() == 403 || (to != null && to.endsWith("/sign-in"));
    }

    private static void rows(Who who, String... routes) {
        for (String route : routes) {
            TABLE.put(route, who);
        }
    }
}
