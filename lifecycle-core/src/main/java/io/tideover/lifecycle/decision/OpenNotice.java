package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A notice that names resources which have not all followed their account yet: it is told once they have.
 *
 * @param spell the spell it dies with, or 0
 * @param lines how many resources it names so far
 * @param current whether any of them is still to be told of by this notice, and not by a newer one (T4)
 */
public record OpenNotice(
        long id,
        Stage stage,
        Instant createdAt,
        String cause,
        int spell,
        @Nullable Instant deadline,
        Map<String, String> facts,
        int lines,
        boolean current) {

    /** A notice's first lines. */
    public static OpenNotice of(Notice notice) {
        return new OpenNotice(
                notice.id(),
                notice.stage(),
                notice.createdAt(),
                notice.cause(),
                notice.spell(),
                notice.deadline(),
                notice.facts(),
                notice.lines().size(),
                current(notice));
    }

    /** With the further lines of a notice of the same id. */
    public OpenNotice with(Notice more) {
        Instant first = deadline;
        Instant other = more.deadline();
        return new OpenNotice(
                id,
                stage,
                createdAt,
                cause,
                // it dies with the spell only where all of its resources do
                more.spell() == 0 ? 0 : spell,
                first == null || (other != null && other.isBefore(first)) ? other : first,
                more.facts(),
                lines + more.lines().size(),
                current || current(more));
    }

    /** The notice as it is told, but for its lines, which have been handed over. */
    public Notice complete(long accountId) {
        boolean superseded = lines > 0 && !current;
        return new Notice(
                id, accountId, stage, createdAt, cause, spell, superseded, deadline, facts, List.of(), List.of());
    }

    private static boolean current(Notice notice) {
        return notice.lines().stream().anyMatch(line -> !line.superseded());
    }
}
