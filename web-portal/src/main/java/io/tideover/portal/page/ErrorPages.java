package io.tideover.portal.page;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What the container refuses is said on pages that look as the visitor has chosen. */
@ControllerAdvice(assignableTypes = ErrorController.class)
class ErrorPages {

    @ModelAttribute("theme")
    String theme(HttpServletRequest request) {
        return Visits.theme(request);
    }
}
