/** Wires the scheduler. Owns when work runs and on which node; refuses to know what the work is. */
@NullMarked
package io.tideover.scheduler;

import org.jspecify.annotations.NullMarked;
