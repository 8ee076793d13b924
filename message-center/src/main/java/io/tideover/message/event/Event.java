package io.tideover.message.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in the lifecycle of an account or a resource.
 *
 * @param position its place in the feed, without gaps, in the order of commit; what a cursor is
 * @param at the instant it fell due
 * @param acknowledgedAt when its product acknowledged it, or null
 */
public record Event(
        long id,
        long position,
        EventType type,
        Instant at,
        long accountId,
        @Nullable Long resourceId,
        @Nullable String productCode,
        Map<String, String> data,
        @Nullable Instant acknowledgedAt) {}
