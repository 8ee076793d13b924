/**
 * The paying customer: who it is, its arrears spell, its balance alert and what time it is for it. Refuses to hold money (billing) or
 * to decide anything.
 */
@NullMarked
package io.tideover.lifecycle.account;

import org.jspecify.annotations.NullMarked;
