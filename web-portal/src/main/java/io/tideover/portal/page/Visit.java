package io.tideover.portal.page;

import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.portal.security.PortalUser;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A signed-in user's request.
 *
 * @param account the user's account; null for operators
 * @param part whether a part of a page is asked for: a dialog
 */
public record Visit(PortalUser user, @Nullable AccountView account, Locale locale, Show show, boolean part) {

    public AccountView requireAccount() {
        if (account == null) {
            throw Refusal.notFound("page");
        }
        return account;
    }

    public long accountId() {
        return requireAccount().id();
    }

    /** Another account's is as if it did not exist. */
    public void requireOwn(long accountId, String what) {
        if (accountId != accountId()) {
            throw Refusal.notFound(what);
        }
    }

    /** A page with a dialog in it, or the dialog alone where only that is asked for. */
    public String dialog(String template) {
        return part ? template + " :: dialog" : template;
    }

    /** How things of an account are shown to the visitor, who may be an operator: in its time zone, as of its now. */
    public Show showOf(AccountView other) {
        return show.at(other.zone(), other.now());
    }

    public boolean managesFunds() {
        return user.role().managesFunds();
    }

    public boolean managesAccount() {
        return user.role().managesAccount();
    }
}
