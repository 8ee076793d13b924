package io.tideover.lifecycle.engine;

/** Says which account of a batch could not be carried out, so that it alone is set aside. */
final class AccountFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long accountId;

    AccountFailure(long accountId, Throwable cause) {
        super("account " + accountId + ": " + cause, cause);
        this.accountId = accountId;
    }

    long accountId() {
        return accountId;
    }
}
