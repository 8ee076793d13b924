/**
 * Who can be told: an account's owner, its sub-users and the receivers added by name, their addresses and the proof that these are
 * theirs (M1 to M6). Owns the revision history of contacts. Refuses to know what is sent to them: it tells {@code ContactChanges}.
 */
@NullMarked
package io.tideover.message.receiver;

import org.jspecify.annotations.NullMarked;
