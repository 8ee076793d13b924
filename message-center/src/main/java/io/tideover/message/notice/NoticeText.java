package io.tideover.message.notice;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a notice says in one language, in the account's time zone; plain text, nothing of it is escaped.
 *
 * @param lead what happened, in a sentence
 * @param next what happens then and what to do about it
 * @param amount with its currency; null where the notice speaks of none
 * @param deadline the next deadline; null where there is none
 */
public record NoticeText(
        Locale locale,
        String subject,
        String lead,
        String next,
        @Nullable String amount,
        @Nullable String deadline) {}
