package io.tideover.portal.api;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.ApiProblem;
import io.tideover.portal.security.ApiProblem.FieldError;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says in a problem document what went wrong, whatever it was. */
final class Problems {

    /** A problem and the headers that go with it, such as {@code Allow}. */
    record Answer(ApiProblem problem, HttpHeaders headers) {

        Answer(ApiProblem problem) {
            this(problem, new HttpHeaders());
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static Answer of(Throwable error) {
        return switch (error) {
            case Refusal refusal -> new Answer(of(refusal), headers(refusal));
            case ApiRefusal refusal -> new Answer(refusal.problem(), refusal.headers());
            case HttpMessageConversionException unreadable -> new Answer(unreadable(unreadable));
            case MethodArgumentTypeMismatchException mismatch -> new Answer(mismatch(mismatch));
            case ErrorResponse response -> of(response);
            case RequestRejectedException rejected ->
                new Answer(ApiProblem.of(HttpStatus.BAD_REQUEST, "The request's address or a header is malformed."));
            case InvalidParameterException parameter ->
                new Answer(ApiProblem.of(HttpStatus.BAD_REQUEST, "The query string is malformed."));
            case DataIntegrityViolationException violation -> {
                LOG.warn("The database refused a value that nothing before it did", violation);
                yield new Answer(ApiProblem.of(422, "INVALID_VALUE", "A value is too long or not allowed."));
            }
            case TransientDataAccessException trouble -> new Answer(unavailable(trouble));
            case RecoverableDataAccessException trouble -> new Answer(unavailable(trouble));
            case NonTransientDataAccessResourceException trouble -> new Answer(unavailable(trouble));
            case UncategorizedDataAccessException trouble -> new Answer(unavailable(trouble));
            case TransactionException trouble -> new Answer(unavailable(trouble));
            case IOException cut -> new Answer(ApiProblem.of(HttpStatus.BAD_REQUEST, "The request ended early."));
            default -> {
                LOG.error("A call of the API failed", error);
                yield new Answer(ApiProblem.of(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here."));
            }
        };
    }

    private static ApiProblem of(Refusal refusal) {
        int status = switch (refusal.kind()) {
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case INVALID -> 422;
            case PAYMENT -> 402;
            case TOO_SOON -> 429;
        };
        String field = refusal.field();
        String message = String.valueOf(refusal.getMessage());
        return new ApiProblem(
                status,
                refusal.code(),
                field == null ? message : field + ": " + message,
                errors(refusal),
                refusal.details());
    }

    private static List<FieldError> errors(Refusal refusal) {
        List<FieldError> errors = new ArrayList<>();
        for (Refusal each : refusal.all()) {
            String field = each.field();
            if (field != null) {
                errors.add(new FieldError(field, String.valueOf(each.getMessage())));
            }
        }
        return errors;
    }

    private static HttpHeaders headers(Refusal refusal) {
        HttpHeaders headers = new HttpHeaders();
        Duration wait = refusal.tryAgainIn();
        if (wait != null) {
            headers.set(HttpHeaders.RETRY_AFTER, wholeSeconds(wait));
        }
        return headers;
    }

    /** At least as long as the wait, as {@code Retry-After} has it. */
    static String wholeSeconds(Duration wait) {
        return Long.toString(wait.plusSeconds(1).minusNanos(1).toSeconds());
    }

    /** 400 for what is no JSON or of the wrong JSON type; 422 for a string that is not one of those that are meant. */
    private static ApiProblem unreadable(HttpMessageConversionException e) {
        if (e.getCause() instanceof InvalidFormatException invalid && invalid.getValue() instanceof String) {
            String wanted = wanted(invalid.getTargetType());
            if (wanted != null) {
                return field(422, "INVALID_VALUE", path(invalid), wanted);
            }
        }
        if (e.getCause() instanceof MismatchedInputException mismatch) {
            return field(400, "MALFORMED", path(mismatch), "has the wrong JSON type");
        }
        return ApiProblem.of(400, "MALFORMED", "The body is not the JSON that this call takes.");
    }

    private static @Nullable String wanted(@Nullable Class<?> type) {
        if (type == Instant.class) {
            return "must be an RFC 3339 instant such as 2026-01-31T00:00:00Z, of the years 1970 to 9000";
        }
        if (type == String.class) {
            return "must not contain NUL or half a surrogate pair";
        }
        if (type != null && type.isEnum()) {
            return "must be one of " + List.of(type.getEnumConstants());
        }
        return null;
    }

    private static ApiProblem mismatch(MethodArgumentTypeMismatchException e) {
        if (e.getParameter().hasParameterAnnotation(PathVariable.class)) {
            return of(Refusal.notFound(ApiAccess.what(e.getName())));
        }
        return field(422, "INVALID_VALUE", e.getName(), "has a value that cannot be read");
    }

    private static Answer of(ErrorResponse response) {
        int status = response.getStatusCode().value();
        HttpStatus known = HttpStatus.resolve(status);
        String detail = response.getBody().getDetail();
        ApiProblem problem = detail == null || status == 404 || known == null
                ? ApiProblem.of(status)
                : ApiProblem.of(status, known.name(), detail);
        return new Answer(problem, response.getHeaders());
    }

    private static ApiProblem unavailable(Exception e) {
        LOG.warn("The database does not serve", e);
        return ApiProblem.of(
                HttpStatus.SERVICE_UNAVAILABLE, "The database does not serve at the moment. Nothing was changed.");
    }

    private static ApiProblem field(int status, String code, String field, String message) {
        return new ApiProblem(status, code, field + ": " + message, List.of(new FieldError(field, message)), Map.of());
    }

    /** {@code lines[0].amount} */
    private static String path(MismatchedInputException e) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            } else {
                path.append('[').append(step.getIndex()).append(']');
            }
        }
        return path.isEmpty() ? "body" : path.toString();
    }
}
