/**
 * The one decision: (account facts, its due resources, policies, now) to transitions, notices and the next wake-up. Pure: no clock,
 * database, random source, logger or framework; the sweep, commands, the timeline and the policy preview all run this code, and there
 * is no second implementation of a rule. Each rule of the specification is a class or a method here that carries its number.
 */
@NullMarked
package io.tideover.lifecycle.decision;

import org.jspecify.annotations.NullMarked;
