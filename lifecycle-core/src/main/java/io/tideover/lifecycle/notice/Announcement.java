package io.tideover.lifecycle.notice;

import io.tideover.lifecycle.resource.Transition;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
        List<Integer> endedSpells,
        Portions portions) {

    /**
     * Notices whose resources follow in portions.
     *
     * @param parts further lines of notices that are not complete yet
     * @param completed notices of which all lines have been handed over in parts
     * @param endedMeanwhile arrears spells that ended while they were in the making
     */
    public record Portions(List<Part> parts, List<Notice> completed, List<Integer> endedMeanwhile) {

        public static final Portions NONE = new Portions(List.of(), List.of(), List.of());
    }

    /**
     * Some of a notice's lines.
     *
     * @param billIds the bills it names, with its first lines
     * @param first nothing of the notice has been handed over before
     * @param before how many lines have been handed over before these
     */
    public record Part(
            long noticeId,
            Stage stage,
            Instant createdAt,
            Map<String, String> facts,
            boolean first,
            int before,
            List<NoticeLine> lines,
            List<Long> billIds) {}

    public Announcement(
            long accountId,
            long clockId,
            Instant recordedAt,
            List<Transition> transitions,
            List<Notice> notices,
            List<Integer> endedSpells) {
        this(accountId, clockId, recordedAt, transitions, notices, endedSpells, Portions.NONE);
    }
}
