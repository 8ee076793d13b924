package io.tideover.message.receiver;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;

/**
 * What messages need to know of an account.
 *
 * @param clockId its test clock, or 0
 * @param now the account's now (T1)
 */
public record AccountCard(
        long id, String name, ZoneId zone, Locale locale, String currency, long clockId, Instant now) {}
