package io.tideover.lifecycle.engine;

import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads that belong together, all of them as the database stood at one instant. An account, its resources and the facts that those are
 * still to follow (S8) are read one after the other; without it a portion that is committed between them is in some and not in others.
 */
@Component
class Snapshot {

    private final TransactionTemplate transaction;

    Snapshot(PlatformTransactionManager transactions) {
        this.transaction = new TransactionTemplate(transactions);
        this.transaction.setReadOnly(true);
        this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** In the caller's transaction where there is one: that holds the lock of the account it has changed. */
    <T> T read(Supplier<T> reads) {
        return AccountRows.required(transaction.execute(status -> reads.get()));
    }
}
