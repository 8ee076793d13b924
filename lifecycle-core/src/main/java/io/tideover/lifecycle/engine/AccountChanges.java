package io.tideover.lifecycle.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells listeners on this node, right after commit, which accounts changed: caches drop them, delivery wakes up (A4). */
@Component
public class AccountChanges {

    private final List<Consumer<List<Long>>> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener. It must be quick and must not throw: it runs on the thread that committed. */
    public void listen(Consumer<List<Long>> listener) {
        listeners.add(listener);
    }

    /** To be called within the transaction that changes the accounts. */
    void committing(List<Long> accountIds) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                listeners.forEach(listener -> listener.accept(accountIds));
            }
        });
    }
}
