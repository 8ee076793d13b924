package io.tideover.message.routing;

import io.tideover.message.catalog.ChannelKind;
import java.util.Locale;

/**
 * Where a notice goes.
 *
 * @param fallback to the owner because nobody chosen can be reached (M4)
 */
public record Destination(
        long receiverId, String name, ChannelKind channel, String address, Locale locale, boolean fallback) {

    /** In place of a receiver's id: an address that its owner has given up, and that is told of it (M5). */
    public static final long NOBODY = 0;
}
