package io.tideover.message.notice;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Stage;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A notice as stored.
 *
 * @param deadline the next instant at which something happens unless somebody acts, or null
 * @param facts amounts as decimal strings, instants and names for the text
 */
public record StoredNotice(
        long id,
        long accountId,
        Stage stage,
        Instant createdAt,
        Instant recordedAt,
        String cause,
        boolean superseded,
        @Nullable Instant deadline,
        Map<String, String> facts,
        NamedResources resources,
        NamedBills bills) {

    public MessageType type() {
        return stage.type();
    }

    /** The same, naming other deadlines of the resources that are named. */
    public StoredNotice naming(Map<Long, Instant> deadlines) {
        NamedResources renamed = resources.naming(deadlines);
        return new StoredNotice(
                id,
                accountId,
                stage,
                createdAt,
                recordedAt,
                cause,
                superseded,
                renamed.deadline(),
                facts,
                renamed,
                bills);
    }

    /** Whether a resource is cut off already, and kept for as long as nobody says otherwise (R5, R6). */
    public boolean isKeptUntilTold(ResourceLine line) {
        return line.deadline() == null
                && (stage == Stage.SUSPENDED || stage == Stage.EXPIRED || stage == Stage.OVERDUE);
    }
}
