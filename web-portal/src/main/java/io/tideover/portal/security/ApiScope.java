package io.tideover.portal.security;

import java.util.Arrays;
import java.util.Optional;

/** What an API key may do. */
public enum ApiScope {
    ACCOUNTS_READ("accounts:read"),
    ACCOUNTS_WRITE("accounts:write"),
    BILLING_READ("billing:read"),
    BILLING_WRITE("billing:write"),
    RESOURCES_READ("resources:read"),
    RESOURCES_WRITE("resources:write"),
    ACCESS_DECIDE("access:decide"),
    MESSAGES_READ("messages:read"),
    MESSAGES_WRITE("messages:write"),
    /** Taking a receiver's addresses as verified, when moving over from another system. */
    RECEIVERS_TRUST("receivers:trust"),
    POLICIES_READ("policies:read"),
    POLICIES_WRITE("policies:write"),
    EVENTS_READ("events:read"),
    EVENTS_WRITE("events:write"),
    WEBHOOKS_READ("webhooks:read"),
    WEBHOOKS_WRITE("webhooks:write"),
    /** What the provider's staff does: extensions, holds, releases, dead deliveries. */
    OPERATIONS("operations"),
    CLOCKS("clocks");

    private final String code;

    ApiScope(String code) {
        this.code = code;
    }

    /** The code by which it is stored and shown. */
    public String code() {
        return code;
    }

    public static Optional<ApiScope> of(String code) {
        return Arrays.stream(values()).filter(scope -> scope.code.equals(code)).findFirst();
    }
}
