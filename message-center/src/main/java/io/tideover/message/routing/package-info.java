/**
 * Which receivers a message type of an account goes to, on which channels (M1 to M4). Owns message settings and the one routing
 * function. Refuses to store deliveries.
 */
@NullMarked
package io.tideover.message.routing;

import org.jspecify.annotations.NullMarked;
