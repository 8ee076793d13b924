package io.tideover.portal.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/** Answers whatever a call of the API ends in with a problem document, also where no call was found for the path. */
@Component
class ApiErrorResolver implements HandlerExceptionResolver, Ordered {

    /** Request attribute: the call lost a fight for a lock, and can be made again. */
    static final String LOST_A_LOCK = ApiErrorResolver.class.getName() + ".lostALock";

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception e) {
        if (!ApiErrorFilter.isApi(request.getRequestURI())) {
            return null;
        }
        if (e instanceof ConcurrencyFailureException) {
            request.setAttribute(LOST_A_LOCK, e);
        }
        try {
            Problems.Answer answer = Problems.of(e);
            answer.headers().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
            answer.problem().write(response);
            return new ModelAndView();
        } catch (IOException io) {
            throw new UncheckedIOException(io);
        }
    }
}
