package io.tideover.message.webhook;

import io.tideover.message.event.EventType;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint.
 *
 * @param accountId whose events it is told of; null: those of all accounts
 * @param eventTypes what it is told of; empty: everything
 * @param format code of the {@link WebhookFormat} its messages are in
 * @param bothUntil while a new secret and the one before it both sign, or null
 */
public record Webhook(
        long id,
        @Nullable Long accountId,
        String url,
        String description,
        Set<EventType> eventTypes,
        String format,
        State state,
        Instant createdAt,
        @Nullable Instant bothUntil) {

    /** Whether it is told of anything. */
    public enum State {
        ENABLED,
        /** By somebody who manages it. */
        SWITCHED_OFF,
        /** The endpoint answered 410: it wants nothing more. */
        GONE
    }

    public boolean isEnabled() {
        return state == State.ENABLED;
    }
}
