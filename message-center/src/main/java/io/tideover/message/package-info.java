/** The message center: what its packages need from outside, and which channels are in use. Refuses to hold a rule. */
@NullMarked
package io.tideover.message;

import org.jspecify.annotations.NullMarked;
