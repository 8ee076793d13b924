package io.tideover.portal.api;

import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.ApiKey;
import io.tideover.portal.security.ApiKeyAuthentication;
import io.tideover.portal.security.ApiScope;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;

/** The API key that a call is made with. */
final class Caller {

    private Caller() {}

    /** The key of the call that is being handled. */
    static ApiKey key() {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof ApiKeyAuthentication caller) {
            return caller.getPrincipal();
        }
        throw new IllegalStateException("a call of the API without a key");
    }

    /** Who did it, in words that a history can show. */
    static String name() {
        return "API key " + key().name();
    }

    static boolean has(ApiScope scope) {
        return key().has(scope);
    }

    /** The one account the key is limited to, or null. */
    static @Nullable Long onlyAccount() {
        return key().accountId();
    }

    static boolean reaches(long accountId) {
        return key().reaches(accountId);
    }

    /** The same answer for what is another account's as for what there is not. */
    static void requireReach(long accountId, String what) {
        if (!reaches(accountId)) {
            throw Refusal.notFound(what);
        }
    }
}
