package io.tideover.portal.security;

/** What a user may do. Every role but {@link #OPERATOR} belongs to one account. */
public enum Role {
    /** Everything in the account. */
    OWNER,
    /** Everything but the owner's own address. */
    ADMINISTRATOR,
    /** Funds, bills and the balance alert; sees the rest. */
    FINANCE,
    /** Sees; changes its own profile alone. */
    VIEWER,
    /** The provider's staff. */
    OPERATOR;

    public boolean managesFunds() {
        return this == OWNER || this == ADMINISTRATOR || this == FINANCE;
    }

    public boolean managesAccount() {
        return this == OWNER || this == ADMINISTRATOR;
    }

    public boolean isOperator() {
        return this == OPERATOR;
    }
}
