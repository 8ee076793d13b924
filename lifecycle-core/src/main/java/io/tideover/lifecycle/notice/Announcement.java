package io.tideover.lifecycle.notice;

import io.tideover.lifecycle.resource.Transition;
import java.time.Instant;
import java.util.List;

/**
 * What one transaction did to one account.
 *
 * @param recordedAt the account's now when it was stored
 * @param clockId the account's test clock, or 0 for the wall clock
 * @param endedSpells arrears spells that ended: what was still to be sent about them is not (D2)
 */
public record Announcement(
        long accountId,
        long clockId,
        Instant recordedAt,
        List<Transition> transitions,
        List<Notice> notices,
        List<Integer> endedSpells) {}
