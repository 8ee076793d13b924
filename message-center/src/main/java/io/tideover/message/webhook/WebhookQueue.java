package io.tideover.message.webhook;

import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.event.EventListener;
import io.tideover.message.event.Events;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** Queues events for the endpoints that want them, in the transaction that stores the events. */
@Component
class WebhookQueue implements EventListener {

    private final Webhooks webhooks;
    private final WebhookDeliveries deliveries;

    WebhookQueue(Webhooks webhooks, WebhookDeliveries deliveries) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
    }

    @Override
    public void stored(List<Events.Stored> events) {
        TreeSet<Long> accounts = new TreeSet<>();
        events.forEach(event -> accounts.add(event.accountId()));
        List<Webhook> listening = new ArrayList<>();
        Sql.chunks(accounts).forEach(some -> listening.addAll(webhooks.listening(some)));
        List<WebhookDeliveries.Draft> drafts = new ArrayList<>();
        for (Events.Stored event : events) {
            listening.stream()
                    .filter(webhook -> wants(webhook, event))
                    .map(Webhook::id)
                    .distinct()
                    .forEach(id -> drafts.add(new WebhookDeliveries.Draft(
                            id, event.accountId(), event.id(), event.clockId(), event.recordedAt())));
        }
        deliveries.insert(drafts);
    }

    private static boolean wants(Webhook webhook, Events.Stored event) {
        Long account = webhook.accountId();
        return (account == null || account == event.accountId())
                && (webhook.eventTypes().isEmpty() || webhook.eventTypes().contains(event.type()));
    }
}
