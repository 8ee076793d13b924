package io.tideover.portal.api;

import io.tideover.portal.security.ApiProblem;
import org.springframework.http.HttpHeaders;

/** A call that is refused for its form or its key, before any rule is asked. */
final class ApiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ApiProblem problem;
    private final transient HttpHeaders headers;

    ApiRefusal(int status, String code, String detail) {
        this(status, code, detail, new HttpHeaders());
    }

    ApiRefusal(int status, String code, String detail, HttpHeaders headers) {
        super(detail, null, false, false);
        this.problem = ApiProblem.of(status, code, detail);
        this.headers = headers;
    }

    ApiProblem problem() {
        return problem;
    }

    /** What the answer's headers say beside, such as when to try again. */
    HttpHeaders headers() {
        return headers;
    }
}
