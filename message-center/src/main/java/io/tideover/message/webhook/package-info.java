/**
 * Endpoints of accounts and operators that are told of events as they happen (D9): who is told of what, signing, and sending with
 * retries. Owns the line that keeps requests out of the provider's own network. Refuses to decide what an event is.
 */
@NullMarked
package io.tideover.message.webhook;

import org.jspecify.annotations.NullMarked;
