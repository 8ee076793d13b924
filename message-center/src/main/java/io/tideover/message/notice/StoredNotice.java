package io.tideover.message.notice;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Stage;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A notice as stored.
 *
 * @param deadline the next instant at which something happens unless somebody acts, or null
 * @param facts amounts as decimal strings, instants and names for the text
 * @param resources the first of those it names
 * @param unlisted how many more it speaks of (S8)
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
        List<ResourceLine> resources,
        int unlisted,
        List<BillLine> bills) {

    /** One whose resources are all listed. */
    public StoredNotice(
            long id,
            long accountId,
            Stage stage,
            Instant createdAt,
            Instant recordedAt,
            String cause,
            boolean superseded,
            @Nullable Instant deadline,
            Map<String, String> facts,
            List<ResourceLine> resources,
            List<BillLine> bills) {
        this(id, accountId, stage, createdAt, recordedAt, cause, superseded, deadline, facts, resources, 0, bills);
    }

    public MessageType type() {
        return stage.type();
    }

    public List<Long> billIds() {
        return bills.stream().map(BillLine::billId).toList();
    }

    /** How many resources this notice, and no newer one, speaks of. */
    public int currentCount() {
        return currentResources().size() + unlisted;
    }

    /**
     * Those listed of the resources that this notice, and no newer one, speaks of, those that change first before the others; of a
     * superseded one those it would have spoken of (T4).
     */
    public List<ResourceLine> currentResources() {
        return resources.stream()
                .filter(line -> superseded || !line.superseded())
                .sorted(Comparator.comparing(ResourceLine::deadline, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    /** Whether a resource is cut off already, and kept for as long as nobody says otherwise (R5, R6). */
    public boolean isKeptUntilTold(ResourceLine line) {
        return line.deadline() == null
                && (stage == Stage.SUSPENDED || stage == Stage.EXPIRED || stage == Stage.OVERDUE);
    }
}
