package io.tideover.message.receiver;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What <i>Add Receiver</i> asks for.
 *
 * @param trusted its addresses count as verified, as when moving over from another system
 */
public record NewReceiver(
        String name,
        String email,
        @Nullable String phone,
        @Nullable Locale locale,
        boolean trusted) {}
