package io.tideover.portal.api;

import io.tideover.portal.api.IdempotencyKeys.Granted;
import io.tideover.portal.api.IdempotencyKeys.InFlight;
import io.tideover.portal.api.IdempotencyKeys.Reused;
import io.tideover.portal.api.IdempotencyKeys.Spent;
import io.tideover.portal.api.IdempotencyKeys.Stored;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Runs each write of the API in one transaction, which what it calls joins, and answers once that is committed. A write with an
 * idempotency key claims it first and spends it in that same transaction; only an answer of 2xx spends it (F6). What lost a lock is
 * run again.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");
    private static final int LARGEST_BODY = 1 << 20;
    private static final int TRIES = 4;

    /** What changes nothing, or is carried out in many transactions by others: no transaction is held around it. */
    private static final Pattern FREE_RUNNING = Pattern.compile(
            "/api/v1/(access-decisions(/batch)?|policies/[^/]+/preview|test-clocks/[^/]+/advance|webhooks/[^/]+/test)/?");

    private final IdempotencyKeys keys;
    private final PlatformTransactionManager transactions;

    IdempotencyFilter(IdempotencyKeys keys, PlatformTransactionManager transactions) {
        this.keys = keys;
        this.transactions = transactions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!WRITES.contains(request.getMethod())) {
            chain.doFilter(request, response);
            return;
        }
        byte[] body = read(request);
        HttpServletRequest again = new RereadableRequest(request, body);
        String key = request.getHeader(HEADER);
        if (key == null) {
            call(again, response, chain, null);
            return;
        }
        if (!KEY.matcher(key).matches()) {
            throw new ApiRefusal(
                    HttpStatus.BAD_REQUEST.value(),
                    "IDEMPOTENCY_KEY_MALFORMED",
                    HEADER + " has 1 to 255 printable ASCII characters.");
        }
        switch (keys.claim(
                Caller.key().id(), request.getMethod(), request.getRequestURI(), key, asked(request, body))) {
            case Granted claim -> call(again, response, chain, claim);
            case Spent spent -> replay(spent.answer(), response);
            case Reused() ->
                throw new ApiRefusal(
                        HttpStatus.UNPROCESSABLE_CONTENT.value(),
                        "IDEMPOTENCY_KEY_REUSED",
                        "This idempotency key was spent on another body.");
            case InFlight() -> throw inFlight();
        }
    }

    private void call(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain, @Nullable Granted claim)
            throws ServletException, IOException {
        if (FREE_RUNNING.matcher(request.getRequestURI()).matches()) {
            if (claim == null) {
                chain.doFilter(request, response);
            } else {
                runFree(request, response, chain, claim);
            }
            return;
        }
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        boolean settled = false;
        try {
            settled = retrying(request, answer, chain, claim);
        } finally {
            if (!settled && claim != null) {
                giveBack(claim);
            }
        }
        // last of all: who reads it may call with the same key at once
        answer.copyBodyToResponse();
    }

    /** @return whether the key was spent or given back in the transaction */
    private boolean retrying(
            HttpServletRequest request,
            ContentCachingResponseWrapper answer,
            FilterChain chain,
            @Nullable Granted claim)
            throws ServletException, IOException {
        for (int tries = 1; ; tries++) {
            request.removeAttribute(ApiErrorResolver.LOST_A_LOCK);
            try {
                boolean settled = inTransaction(request, answer, chain, claim);
                if (request.getAttribute(ApiErrorResolver.LOST_A_LOCK) == null || tries == TRIES) {
                    return settled;
                }
            } catch (ConcurrencyFailureException e) {
                if (tries == TRIES) {
                    throw e;
                }
                LOG.debug("A commit lost a lock", e);
            }
            answer.reset();
        }
    }

    private boolean inTransaction(
            HttpServletRequest request,
            ContentCachingResponseWrapper answer,
            FilterChain chain,
            @Nullable Granted claim)
            throws ServletException, IOException {
        TransactionStatus transaction = transactions.getTransaction(new DefaultTransactionDefinition());
        boolean settled;
        try {
            chain.doFilter(request, answer);
            boolean good = isGood(answer.getStatus());
            if (request.getAttribute(ApiErrorResolver.LOST_A_LOCK) != null || transaction.isRollbackOnly()) {
                if (good) {
                    throw new IllegalStateException("a good answer to what was not done");
                }
                transactions.rollback(transaction);
                return false;
            }
            settled = claim != null && settle(claim, answer, good);
        } catch (ServletException | IOException | RuntimeException | Error e) {
            if (!transaction.isCompleted()) {
                transactions.rollback(transaction);
            }
            throw e;
        }
        transactions.commit(transaction);
        return settled;
    }

    /** Spends the key on a good answer, gives it back on any other; what the call did stays done either way. */
    private boolean settle(Granted claim, ContentCachingResponseWrapper answer, boolean good) {
        boolean own = good ? keys.spend(claim, stored(answer)) : keys.release(claim);
        if (!own) {
            throw inFlight();
        }
        return true;
    }

    private void runFree(HttpServletRequest request, HttpServletResponse response, FilterChain chain, Granted claim)
            throws ServletException, IOException {
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        boolean spent = false;
        try {
            chain.doFilter(request, answer);
            spent = isGood(answer.getStatus()) && keys.spend(claim, stored(answer));
        } finally {
            if (!spent) {
                giveBack(claim);
            }
        }
        answer.copyBodyToResponse();
    }

    private void giveBack(Granted claim) {
        try {
            keys.release(claim);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("An idempotency key is left to its lease", e);
        }
    }

    private static void replay(Stored stored, HttpServletResponse response) throws IOException {
        byte[] body = stored.body().getBytes(StandardCharsets.UTF_8);
        response.setStatus(stored.status());
        response.setHeader(REPLAYED, "true");
        if (stored.contentType() != null) {
            response.setContentType(stored.contentType());
        }
        if (stored.location() != null) {
            response.setHeader(HttpHeaders.LOCATION, stored.location());
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static Stored stored(ContentCachingResponseWrapper answer) {
        return new Stored(
                answer.getStatus(),
                answer.getContentType(),
                answer.getHeader(HttpHeaders.LOCATION),
                new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8));
    }

    private static byte[] read(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() <= LARGEST_BODY) {
            byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
            if (body.length <= LARGEST_BODY) {
                return body;
            }
        }
        throw new ApiRefusal(HttpStatus.CONTENT_TOO_LARGE.value(), "CONTENT_TOO_LARGE", "A body has at most 1 MiB.");
    }

    /** All that a call asks for: its body, and what stands in its address behind the path. */
    private static byte[] asked(HttpServletRequest request, byte[] body) {
        String query = request.getQueryString();
        if (query == null) {
            return body;
        }
        ByteArrayOutputStream asked = new ByteArrayOutputStream();
        asked.writeBytes((query + "\n").getBytes(StandardCharsets.UTF_8));
        asked.writeBytes(body);
        return asked.toByteArray();
    }

    private static ApiRefusal inFlight() {
        return new ApiRefusal(
                HttpStatus.CONFLICT.value(),
                "IDEMPOTENCY_KEY_IN_FLIGHT",
                "The first call with this idempotency key is still being worked on.");
    }

    private static boolean isGood(int status) {
        return status >= 200 && status < 300;
    }
}
