package io.tideover.lifecycle.policy;

/** What somebody wants to do with a resource or, for {@link #PURCHASE}, with an account (A1). */
public enum Operation {
    READ(false),
    WRITE(false),
    MANAGE(false),
    DELETE(false),
    PURCHASE(true),
    UPGRADE(true),
    RENEW(true);

    private final boolean paid;

    Operation(boolean paid) {
        this.paid = paid;
    }

    /** Whether it costs money, and so is denied while the account is in arrears (R2). */
    public boolean isPaid() {
        return paid;
    }
}
