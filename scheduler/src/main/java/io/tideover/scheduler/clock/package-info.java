/** Advances test clocks: carries out all that falls due on their accounts, deliveries included, in the order of time. */
@NullMarked
package io.tideover.scheduler.clock;

import org.jspecify.annotations.NullMarked;
