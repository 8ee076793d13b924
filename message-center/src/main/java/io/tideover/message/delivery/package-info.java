/**
 * Takes notices from the lifecycle and gets each to its receivers, once, and can prove it (D1 to D12). Owns the deliveries' table and
 * the one door through which a delivery's status changes. Refuses to decide what there is to tell.
 */
@NullMarked
package io.tideover.message.delivery;

import org.jspecify.annotations.NullMarked;
