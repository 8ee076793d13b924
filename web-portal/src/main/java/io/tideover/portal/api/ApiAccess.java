package io.tideover.portal.api;

import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.webhook.Webhooks;
import io.tideover.portal.security.ApiKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Checks of every call, before its body is read, that the key has the scope and reaches the account whose thing the path names, and that
 * a call which moves money carries an idempotency key. A path variable says by its name what it is an id of.
 */
@Component
class ApiAccess implements HandlerInterceptor {

    /** In place of the account of what belongs to the provider: no key that is limited to an account reaches it. */
    private static final Long NOBODYS = -1L;

    private final Bills bills;
    private final Resources resources;
    private final Receivers receivers;
    private final Webhooks webhooks;
    private final CallLimit limit;

    ApiAccess(Bills bills, Resources resources, Receivers receivers, Webhooks webhooks, CallLimit limit) {
        this.bills = bills;
        this.resources = resources;
        this.receivers = receivers;
        this.webhooks = webhooks;
        this.limit = limit;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (handler instanceof HandlerMethod method
                && method.getBeanType().getPackage() == ApiAccess.class.getPackage()) {
            check(method, request);
        }
        return true;
    }

    private void check(HandlerMethod method, HttpServletRequest request) {
        Scoped scoped = method.getMethodAnnotation(Scoped.class);
        if (scoped == null) {
            throw new IllegalStateException(method + " names no scope");
        }
        ApiKey key = Caller.key();
        limit.count(key.id());
        if (!key.has(scoped.value())) {
            throw new ApiRefusal(
                    HttpStatus.FORBIDDEN.value(),
                    "MISSING_SCOPE",
                    "The key lacks the scope " + scoped.value().code() + ".");
        }
        if (key.accountId() != null) {
            if (scoped.providerWide()) {
                throw new ApiRefusal(
                        HttpStatus.FORBIDDEN.value(),
                        "KEY_LIMITED_TO_ACCOUNT",
                        "The key is limited to one account; this call is not about one.");
            }
            requireReach(key, request);
        }
        if (method.hasMethodAnnotation(MovesMoney.class) && request.getHeader(IdempotencyFilter.HEADER) == null) {
            throw new ApiRefusal(
                    HttpStatus.BAD_REQUEST.value(),
                    "IDEMPOTENCY_KEY_REQUIRED",
                    "A call that moves money needs the header " + IdempotencyFilter.HEADER + ".");
        }
    }

    private void requireReach(ApiKey key, HttpServletRequest request) {
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            variables.forEach((name, value) -> {
                Long owner = owner(String.valueOf(name), String.valueOf(value));
                if (owner != null && !key.reaches(owner)) {
                    throw Refusal.notFound(what(String.valueOf(name)));
                }
            });
        }
    }

    /** The account a path variable leads to; null where it leads to none. */
    private @Nullable Long owner(String variable, String value) {
        return switch (variable) {
            case "accountId" -> id(variable, value);
            case "billId" -> bills.get(id(variable, value)).accountId();
            case "receiverId" ->
                receivers
                        .find(id(variable, value))
                        .orElseThrow(() -> Refusal.notFound("receiver"))
                        .accountId();
            case "webhookId" ->
                Objects.requireNonNullElse(webhooks.get(id(variable, value)).accountId(), NOBODYS);
            case "resourceId" -> resources.accountOf(id(variable, value));
            default -> null;
        };
    }

    private static long id(String variable, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Refusal.notFound(what(variable));
        }
    }

    /** {@code accountId} is the id of an account. */
    static String what(String variable) {
        return variable.endsWith("Id") ? variable.substring(0, variable.length() - 2) : variable;
    }
}
