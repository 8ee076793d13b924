package io.tideover.scheduler.sweep;

import io.tideover.lifecycle.engine.AccountChanges;
import io.tideover.message.delivery.Courier;
import io.tideover.scheduler.SchedulerSettings;
import jakarta.annotation.PreDestroy;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Has what a commit on this node made due delivered at once, not at the delivery job's next look. A node without the role
 * {@code worker} leaves it to those that have it.
 */
@Component
class DeliveryWakeUp {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWakeUp.class);

    private final List<Waiting> waiting;

    DeliveryWakeUp(
            List<Courier> couriers,
            AccountChanges changes,
            SchedulerSettings settings,
            @Value("${tideover.roles:portal,worker}") List<String> roles) {
        this.waiting = couriers.stream()
                .map(courier -> new Waiting(courier, settings.batch()))
                .toList();
        if (roles.contains("worker")) {
            changes.listen(accounts -> waiting.forEach(Waiting::ask));
        }
    }

    @PreDestroy
    void stop() {
        waiting.forEach(Waiting::stop);
    }

    /** A courier on a thread of its own, so that none waits for another. */
    private static final class Waiting {

        private final Courier courier;
        private final int batch;
        private final AtomicBoolean asked = new AtomicBoolean();
        private final ExecutorService executor = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("delivery-wake-up-", 0).factory());

        Waiting(Courier courier, int batch) {
            this.courier = courier;
            this.batch = batch;
        }

        void stop() {
            executor.shutdownNow();
        }

        /** Many commits in a row ask once. */
        void ask() {
            if (asked.compareAndSet(false, true) && !executor.isShutdown()) {
                executor.execute(this::deliver);
            }
        }

        private void deliver() {
            asked.set(false);
            try {
                int sent;
                do {
                    sent = courier.deliverDue(batch);
                } while (sent > 0);
            } catch (RuntimeException e) {
                LOG.warn("Delivery is left to the delivery job", e);
            }
        }
    }
}
