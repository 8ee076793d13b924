package io.tideover.message.receiver;

import io.tideover.message.catalog.ChannelKind;
import java.util.Map;

/**
 * A change of contacts or addresses, to be told to the owner (M5).
 *
 * @param revisionId the entry of the revision history that says the same
 * @param former addresses of the owner that the change took away: they are told as well
 */
public record ContactChange(
        AccountCard account,
        long revisionId,
        String actor,
        RevisionAction action,
        String target,
        String detail,
        Map<ChannelKind, String> former) {}
