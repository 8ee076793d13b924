package io.tideover.portal.security;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;

import io.tideover.message.channel.SmsChannel;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;

/** The pages' filter chain: everything that the API's chain, which comes first, does not take. */
@Configuration(proxyBeanMethods = false)
class PageSecurityConfiguration {

    /** Nothing from another host, nothing inline, and no frame but the portal's own around a mail. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'; frame-src 'self'; object-src 'none'";

    /** The same, but the portal itself may frame it, and it may style itself: a mail brings its own styles, and no script runs. */
    static final String MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; sandbox;"
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    private static final String[] ANYBODY = {
        "/sign-in",
        "/sign-in/again",
        "/verify/*",
        "/set-up/*",
        "/invitations/*",
        "/forgotten",
        "/passwords/*",
        "/support",
        "/preferences/*",
        "/error"
    };

    private static final String[] FILES = {"/css/**", "/js/**", "/webjars/**", "/icons*.svg", "/favicon*", "/robots.txt"
    };

    private static final String[] ACCOUNT = {"OWNER", "ADMINISTRATOR", "FINANCE", "VIEWER"};
    private static final String[] FUNDS = {"OWNER", "ADMINISTRATOR", "FINANCE"};
    private static final String[] MANAGERS = {"OWNER", "ADMINISTRATOR"};

    private static final int LONGEST_AGENT = 200;

    @Bean
    @ConditionalOnMissingBean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    @Order(1)
    SecurityFilterChain mails(HttpSecurity http, Users users) throws Exception {
        // a mail is shown in a frame of a page, so its answer has headers of its own
        return http.securityMatcher(
                        "/messages/outbox/*/html", "/operations/outbox/*/html", "/operations/templates/*/*/html")
                .addFilterBefore(new FreshUserFilter(users), CsrfFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers("/operations/**")
                        .hasRole("OPERATOR")
                        .anyRequest()
                        .hasAnyRole(ACCOUNT))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(MAIL_POLICY))
                        .frameOptions(frames -> frames.sameOrigin())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
                .build();
    }

    /** What providers call: they sign in by signing what they say, which is checked where it is handled. */
    @Bean
    @Order(1)
    SecurityFilterChain callbacks(HttpSecurity http) throws Exception {
        return http.securityMatcher("/callbacks/**")
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.requestMatchers(POST, SmsChannel.CALLBACK_PATH)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(exceptions ->
                        exceptions.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.FORBIDDEN)))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http, Users users, SignIns signIns) throws Exception {
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.setRequestMatcher(PageSecurityConfiguration::isPage);
        withoutParameter(cache);
        return http.authenticationProvider(signIns)
                .addFilterBefore(new FreshUserFilter(users), CsrfFilter.class)
                .requestCache(requests -> requests.requestCache(cache))
                .authorizeHttpRequests(
                        requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.FORWARD)
                                .permitAll()
                                .requestMatchers(FILES)
                                .permitAll()
                                .requestMatchers(ANYBODY)
                                .permitAll()
                                .requestMatchers(GET, "/actuator/health", "/actuator/health/*")
                                .permitAll()
                                .requestMatchers("/actuator", "/actuator/**")
                                .hasRole("OPERATOR")
                                .requestMatchers("/operations", "/operations/**")
                                .hasRole("OPERATOR")
                                .requestMatchers(
                                        "/billing/pay",
                                        "/billing/top-up",
                                        "/billing/card",
                                        "/billing/alert",
                                        "/billing/alert/*",
                                        "/billing/bills/*/pay")
                                .hasAnyRole(FUNDS)
                                .requestMatchers(
                                        "/billing/resources/*/renew",
                                        "/billing/resources/*/auto-renew",
                                        "/billing/resources/*/delete",
                                        "/messages/settings/*/contact",
                                        "/messages/settings/*/contact/*",
                                        "/messages/receivers/new",
                                        "/messages/receivers/*/edit",
                                        "/messages/receivers/*/remove",
                                        "/messages/receivers/*/resend",
                                        "/messages/receivers/*/code",
                                        "/account/settings",
                                        "/account/users/invite",
                                        "/account/users/*/*",
                                        "/account/webhooks/**")
                                .hasAnyRole(MANAGERS)
                                .requestMatchers(POST, "/messages/settings")
                                .hasAnyRole(MANAGERS)
                                .requestMatchers("/billing", "/billing/**", "/messages", "/messages/**")
                                .hasAnyRole(ACCOUNT)
                                .requestMatchers("/account/users", "/account/activity")
                                .hasAnyRole(ACCOUNT)
                                .anyRequest()
                                .authenticated())
                .formLogin(form -> form.loginPage("/sign-in")
                        .loginProcessingUrl("/sign-in")
                        .usernameParameter("email")
                        .passwordParameter("password")
                        .successHandler(success(cache))
                        .failureHandler(failure()))
                .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/sign-in?out"))
                .exceptionHandling(exceptions -> exceptions
                        .authenticationEntryPoint(new EntryPoint("/sign-in"))
                        .accessDeniedHandler(denied()))
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives(CONTENT_SECURITY_POLICY))
                        .frameOptions(frames -> frames.deny())
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(permissions ->
                                permissions.policy("camera=(), microphone=(), geolocation=(), payment=(), usb=()")))
                .build();
    }

    /** Goes on to the page that was asked for, and notes where the user came from, for the list of sign-ins. */
    private static AuthenticationSuccessHandler success(HttpSessionRequestCache cache) {
        SavedRequestAwareAuthenticationSuccessHandler handler = new SavedRequestAwareAuthenticationSuccessHandler();
        handler.setRequestCache(cache);
        return (request, response, authentication) -> {
            HttpSession session = request.getSession();
            session.setAttribute(SignedIn.ORIGIN, request.getRemoteAddr());
            String agent = Objects.requireNonNullElse(request.getHeader("User-Agent"), "");
            session.setAttribute(SignedIn.AGENT, agent.substring(0, Math.min(agent.length(), LONGEST_AGENT)));
            handler.onAuthenticationSuccess(request, response, authentication);
        };
    }

    /** Shows the form again with what was typed; how much of it was right is not said. */
    private static AuthenticationFailureHandler failure() {
        return (request, response, problem) -> {
            request.setAttribute("blocked", problem instanceof LockedException);
            request.getRequestDispatcher("/sign-in/again").forward(request, response);
        };
    }

    /** The page comes as it was asked for: it is found by the session alone. */
    @SuppressWarnings("NullAway")
    private static void withoutParameter(HttpSessionRequestCache cache) {
        cache.setMatchingRequestParameterName(null);
    }

    /** A form that is sent after its session has ended comes from nobody: who sent it has to sign in. */
    private static AccessDeniedHandler denied() {
        AccessDeniedHandlerImpl denied = new AccessDeniedHandlerImpl();
        EntryPoint again = new EntryPoint("/sign-in?ended");
        return (request, response, problem) -> {
            if (problem instanceof CsrfException
                    && SecurityContextHolder.getContext().getAuthentication() == null) {
                again.commence(request, response, new InsufficientAuthenticationException("The session has ended"));
            } else {
                denied.handle(request, response, problem);
            }
        };
    }

    private static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return "GET".equals(request.getMethod())
                && request.getHeader("HX-Request") == null
                && accept != null
                && accept.contains("text/html");
    }

    /** Sends a page to the sign-in form; a part of a page has the whole page go there. */
    private static final class EntryPoint extends LoginUrlAuthenticationEntryPoint {

        EntryPoint(String form) {
            super(form);
        }

        @Override
        public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
                throws IOException, ServletException {
            if (request.getHeader("HX-Request") != null) {
                response.setHeader("HX-Redirect", request.getContextPath() + getLoginFormUrl());
                response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            } else {
                super.commence(request, response, problem);
            }
        }
    }
}
