/** Quartz jobs and triggers in the clustered JDBC store, which spreads them over the nodes. Each job is one line that calls work. */
@NullMarked
package io.tideover.scheduler.quartz;

import org.jspecify.annotations.NullMarked;
