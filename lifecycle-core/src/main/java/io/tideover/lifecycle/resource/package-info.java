/**
 * Resources and the one door through which their phase changes. Owns what a resource remembers of its episode, holds, schedules and
 * final notices. Refuses to decide when a phase changes: that is the decision's.
 */
@NullMarked
package io.tideover.lifecycle.resource;

import org.jspecify.annotations.NullMarked;
