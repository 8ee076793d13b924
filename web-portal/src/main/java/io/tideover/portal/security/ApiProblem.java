package io.tideover.portal.security;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * An RFC 9457 problem document: what every error of the HTTP API is answered with.
 *
 * @param code what went wrong, for programs
 * @param errors the fields whose values are wrong
 * @param more further members, such as {@code minimumPeriod}
 */
public record ApiProblem(int status, String code, String detail, List<FieldError> errors, Map<String, String> more) {

    /** A field and what is wrong with it. */
    public record FieldError(String field, String message) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RETRY_SECONDS = "5";

    public static ApiProblem of(int status, String code, String detail) {
        return new ApiProblem(status, code, detail, List.of(), Map.of());
    }

    public static ApiProblem of(HttpStatus status, String detail) {
        return of(status.value(), status.name(), detail);
    }

    /** A problem of a status alone, in that status's own words. */
    public static ApiProblem of(int status) {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null
                ? of(status, "HTTP_" + status, "The request was refused.")
                : of(status, known.name(), known.getReasonPhrase() + ".");
    }

    /** The document as JSON. */
    public byte[] json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", title());
        members.put("status", status);
        members.put("detail", detail);
        members.put("code", code);
        members.put("errors", errors);
        members.putAll(more);
        return JSON.writeValueAsString(members).getBytes(StandardCharsets.UTF_8);
    }

    /** Answers with it; nothing may have been sent yet. Headers that are set stay. */
    public void write(HttpServletResponse response) throws IOException {
        byte[] body = json();
        response.resetBuffer();
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (status == HttpStatus.UNAUTHORIZED.value()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE.value()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private String title() {
        HttpStatus known = HttpStatus.resolve(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
