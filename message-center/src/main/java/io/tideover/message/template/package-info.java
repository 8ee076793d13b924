/**
 * What a notice looks like as a mail or a text message, in the receiver's language and the account's time zone (D5, D6). Owns the
 * layouts and the calendar entry. Refuses to send.
 */
@NullMarked
package io.tideover.message.template;

import org.jspecify.annotations.NullMarked;
