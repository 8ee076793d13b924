package io.tideover.portal.security;

import java.io.Serializable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Somebody who signs in.
 *
 * @param accountId the one account the user belongs to; null for operators
 */
public record PortalUser(long id, @Nullable Long accountId, String email, String name, Role role, Locale locale)
        implements AuthenticatedPrincipal, Serializable {

    /** The attribute of a request that keeps its user's language where the sign-in itself has been let go of: on error pages. */
    public static final String LANGUAGE = PortalUser.class.getName() + ".language";

    /** The id, which the session table keeps: it has no room for more. */
    @Override
    public String getName() {
        return Long.toString(id);
    }

    /** How histories name the user. */
    public String actor() {
        return name + " <" + email + ">";
    }
}
