package io.tideover.portal.api;

import io.tideover.portal.security.ApiProblem;

/** A call that is refused for its form or its key, before any rule is asked. */
final class ApiRefusal extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ApiProblem problem;

    ApiRefusal(int status, String code, String detail) {
        super(detail, null, false, false);
        this.problem = ApiProblem.of(status, code, detail);
    }

    ApiProblem problem() {
        return problem;
    }
}
