/** How the lifecycle says no: one exception with a code a client can read. Refuses to know HTTP. */
@NullMarked
package io.tideover.lifecycle.refusal;

import org.jspecify.annotations.NullMarked;
