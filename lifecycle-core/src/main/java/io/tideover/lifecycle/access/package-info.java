/**
 * Whether an operation is allowed, for product services to ask (A1 to A4). Owns the rule and a short-lived copy of the facts it goes
 * by. Refuses to change anything.
 */
@NullMarked
package io.tideover.lifecycle.access;

import org.jspecify.annotations.NullMarked;
