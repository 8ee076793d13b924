package io.tideover.message.receiver;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What can be edited of a receiver. An address that changes has to be verified again. */
public record ContactDetails(
        String name,
        String email,
        @Nullable String phone,
        @Nullable Locale locale) {}
