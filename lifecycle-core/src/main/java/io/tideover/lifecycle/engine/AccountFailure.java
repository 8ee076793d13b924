package io.tideover.lifecycle.engine;

import java.sql.SQLException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.TransactionException;

/** Says which account of a batch could not be carried out, so that it alone is set aside. */
final class AccountFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The class of SQL states of a connection that is lost or cannot be had. */
    private static final String NO_CONNECTION = "08";

    private final long accountId;

    AccountFailure(long accountId, Throwable cause) {
        super("account " + accountId + ": " + cause, cause);
        this.accountId = accountId;
    }

    /** Whether a failure is none of any account: a lock was lost, or the database went away. */
    static boolean isOfTheDatabase(RuntimeException e) {
        if (e instanceof PessimisticLockingFailureException || e instanceof TransactionException) {
            return true;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith(NO_CONNECTION)) {
                return true;
            }
        }
        return false;
    }

    long accountId() {
        return accountId;
    }
}
