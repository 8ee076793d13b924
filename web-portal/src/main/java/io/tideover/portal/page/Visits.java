package io.tideover.portal.page;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.message.notice.Inbox;
import io.tideover.portal.security.PortalUser;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.MessageSource;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.RequestContextUtils;
import org.springframework.web.util.WebUtils;

/** Makes the visit and the frame of a request, each once. */
@Component
class Visits {

    static final String THEME = "theme";
    private static final String VISIT = Visits.class.getName() + ".visit";
    private static final ZoneId NO_ACCOUNTS_ZONE = ZoneId.of("UTC");

    private final Accounts accounts;
    private final Inbox inbox;
    private final AccountClock clock;
    private final MessageSource messages;
    private final ObjectProvider<SimulatedTime> simulated;

    Visits(
            Accounts accounts,
            Inbox inbox,
            AccountClock clock,
            MessageSource messages,
            ObjectProvider<SimulatedTime> simulated) {
        this.accounts = accounts;
        this.inbox = inbox;
        this.clock = clock;
        this.messages = messages;
        this.simulated = simulated;
    }

    /** The visit of a signed-in user; null where nobody is signed in. */
    @Nullable
    Visit of(HttpServletRequest request) {
        if (request.getAttribute(VISIT) instanceof Visit visit) {
            return visit;
        }
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null || !(authentication.getPrincipal() instanceof PortalUser user)) {
            return null;
        }
        Long accountId = user.accountId();
        AccountView account = accountId == null ? null : accounts.get(accountId);
        Locale locale = RequestContextUtils.getLocale(request);
        Visit visit = new Visit(user, account, locale, show(account, locale), isPart(request));
        request.setAttribute(VISIT, visit);
        return visit;
    }

    Shell shell(HttpServletRequest request) {
        Visit visit = of(request);
        AccountView account = visit == null ? null : visit.account();
        return new Shell(
                path(request),
                theme(request),
                visit,
                visit == null || account == null
                        ? 0
                        : inbox.unread(account.id(), visit.user().id()),
                visit == null
                        ? null
                        : simulated.stream()
                                .flatMap(time -> time.barFor(visit).stream())
                                .findFirst()
                                .orElse(null));
    }

    Show show(@Nullable AccountView account, Locale locale) {
        return account == null
                ? new Show(messages, locale, NO_ACCOUNTS_ZONE, clock.now(AccountClock.WALL))
                : new Show(messages, locale, account.zone(), account.now());
    }

    static boolean isPart(HttpServletRequest request) {
        return request.getHeader("HX-Request") != null;
    }

    static String theme(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, THEME);
        String value = cookie == null ? "" : cookie.getValue();
        return value.equals("light") || value.equals("dark") ? value : "auto";
    }

    /** With its query where it was asked for by GET, so that one comes back to the same list. */
    private static String path(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String query = request.getQueryString();
        return query == null || !"GET".equals(request.getMethod()) ? path : path + "?" + query;
    }
}
