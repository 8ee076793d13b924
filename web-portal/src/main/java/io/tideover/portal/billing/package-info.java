/**
 * Billing Center: Overview, Bills, Funds, Timeline, paying and topping up. Owns what these pages show and ask. Refuses to decide about
 * money: the lifecycle does.
 */
@NullMarked
package io.tideover.portal.billing;

import org.jspecify.annotations.NullMarked;
