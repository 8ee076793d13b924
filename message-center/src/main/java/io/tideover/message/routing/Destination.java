package io.tideover.message.routing;

import io.tideover.message.catalog.ChannelKind;
import java.util.Locale;

/**
 * Where a notice goes.
 *
 * @param fallback to the owner because nobody chosen can be reached (M4)
 */
public record Destination(
        long receiverId, String name, ChannelKind channel, String address, Locale locale, boolean fallback) {}
