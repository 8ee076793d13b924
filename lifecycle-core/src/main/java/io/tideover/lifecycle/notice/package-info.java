/**
 * What there is to tell an account, and when: notice stages, the message types they belong to, and the two ports by which notices
 * leave the lifecycle and the acceptance of a final notice comes back. Refuses to know receivers, channels or texts: those are the
 * message center's.
 */
@NullMarked
package io.tideover.lifecycle.notice;

import org.jspecify.annotations.NullMarked;
