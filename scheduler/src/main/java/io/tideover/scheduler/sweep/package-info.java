/** The work that is run again and again: lifecycle sweep, delivery, reconciliation, housekeeping, and the history of their runs. */
@NullMarked
package io.tideover.scheduler.sweep;

import org.jspecify.annotations.NullMarked;
