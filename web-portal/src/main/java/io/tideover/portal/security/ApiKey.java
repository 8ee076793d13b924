package io.tideover.portal.security;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key of the HTTP API, without the key itself, which is kept nowhere.
 *
 * @param accountId the one account it is limited to, or null for all
 * @param lastUsedAt to the minute; null: never
 */
public record ApiKey(
        long id,
        String name,
        Set<ApiScope> scopes,
        @Nullable Long accountId,
        Instant createdAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt) {

    public ApiKey {
        // in the order in which they are listed everywhere
        scopes = scopes.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(scopes));
    }

    public boolean has(ApiScope scope) {
        return scopes.contains(scope);
    }

    /** Whether it is good for this account's things. */
    public boolean reaches(long account) {
        return accountId == null || accountId == account;
    }

    public boolean isRevoked() {
        return revokedAt != null;
    }
}
