package io.tideover.portal.page;

import io.tideover.lifecycle.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** Gives every page its frame, and every refusal its page. */
@ControllerAdvice(annotations = PageController.class)
class PageAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(PageAdvice.class);

    private final Visits visits;
    private final Products products;

    PageAdvice(Visits visits, Products products) {
        this.visits = visits;
        this.products = products;
    }

    @ModelAttribute("products")
    Products products() {
        return products;
    }

    @ModelAttribute("shell")
    Shell shell(HttpServletRequest request) {
        return visits.shell(request);
    }

    @ModelAttribute("visit")
    @Nullable
    Visit visit(HttpServletRequest request) {
        return visits.of(request);
    }

    @ModelAttribute("show")
    Show show(HttpServletRequest request, Locale locale) {
        Visit visit = visits.of(request);
        return visit == null ? visits.show(null, locale) : visit.show();
    }

    /** What does not exist, and what is another account's, is the same page; any other refusal says why. */
    @ExceptionHandler(Refusal.class)
    ModelAndView refused(Refusal refusal, HttpServletRequest request, HttpServletResponse response, Locale locale) {
        if (refusal.kind() == Refusal.Kind.NOT_FOUND || "cursor".equals(refusal.field())) {
            return error(HttpStatus.NOT_FOUND, request);
        }
        ModelAndView page = error(HttpStatus.CONFLICT, request);
        Visit visit = visits.of(request);
        Show show = visit == null ? visits.show(null, locale) : visit.show();
        page.addObject("why", show.problem(Problem.of(refusal)));
        return page;
    }

    /** An id that is no number is an id of nothing. */
    @ExceptionHandler(TypeMismatchException.class)
    ModelAndView mistyped(HttpServletRequest request) {
        return error(HttpStatus.NOT_FOUND, request);
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        RecoverableDataAccessException.class,
        CannotCreateTransactionException.class
    })
    ModelAndView unavailable(RuntimeException problem, HttpServletRequest request) {
        LOG.warn("The database does not answer: {}", problem.toString());
        return error(HttpStatus.SERVICE_UNAVAILABLE, request);
    }

    private static ModelAndView error(HttpStatus status, HttpServletRequest request) {
        ModelAndView page = new ModelAndView("error", status);
        page.addObject("status", status.value());
        page.addObject("theme", Visits.theme(request));
        return page;
    }
}
