package io.tideover.portal.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads the signed-in user anew with each request: who was removed is out at once, and a changed role counts at once. */
final class FreshUserFilter extends OncePerRequestFilter {

    private final Users users;

    FreshUserFilter(Users users) {
        this.users = users;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication known = SecurityContextHolder.getContext().getAuthentication();
        if (known != null && known.getPrincipal() instanceof PortalUser user) {
            Optional<PortalUser> now = users.find(user.id());
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            if (now.isPresent()) {
                request.setAttribute(PortalUser.LANGUAGE, now.get().locale());
                context.setAuthentication(SignIns.authenticated(now.get()));
            } else {
                HttpSession session = request.getSession(false);
                if (session != null) {
                    session.invalidate();
                }
            }
            SecurityContextHolder.setContext(context);
        }
        chain.doFilter(request, response);
    }
}
