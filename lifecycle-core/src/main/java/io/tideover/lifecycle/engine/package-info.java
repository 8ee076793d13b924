/**
 * Carries the decision: loads accounts under their lock, runs what is due and what is commanded, stores all of it in one transaction
 * and hands it to the announcements. Owns the tables of the lifecycle. Refuses to hold a rule: those are in the decision.
 */
@NullMarked
package io.tideover.lifecycle.engine;

import org.jspecify.annotations.NullMarked;
