package io.tideover.portal.api;

import io.tideover.portal.security.ApiProblem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Outermost of all filters: a problem document also for what fails before or beside Spring MVC, such as a path that the firewall rejects
 * or a database that does not answer while a key is looked up.
 */
final class ApiErrorFilter extends OncePerRequestFilter {

    static boolean isApi(@Nullable String path) {
        return path != null && (path.equals("/api") || path.startsWith("/api/"));
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            answerError(request, response, chain);
        } else if (isApi(request.getRequestURI())) {
            guard(request, response, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    @Override
    protected void doFilterNestedErrorDispatch(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        answerError(request, response, chain);
    }

    private static void answerError(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        if (isApi(String.valueOf(path))) {
            Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
            ApiProblem.of(status instanceof Integer code ? code : HttpServletResponse.SC_INTERNAL_SERVER_ERROR)
                    .write(response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void guard(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | IOException | RuntimeException e) {
            if (response.isCommitted()) {
                throw e;
            }
            Throwable cause = e instanceof ServletException && e.getCause() != null ? e.getCause() : e;
            Problems.of(cause).problem().write(response);
        }
    }
}
