package io.tideover.lifecycle.decision;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what there is to tell in a run: one notice per stage, due instant and cause, naming all the resources it is about; of
 * several of one message type for one resource the newest counts (T4).
 */
final class NoticeBook {

    private record Key(Stage stage, Instant at, String cause) {}

    private record Topic(MessageType type, @Nullable Long resourceId) {}

    /** What a notice says will become of a resource, and when; nulls leave it to the resource's outlook. */
    private record Ahead(
            @Nullable Instant deadline, @Nullable Phase becomes) {

        static final Ahead BY_OUTLOOK = new Ahead(null, null);
    }

    /** A notice in the making. */
    static final class Draft {
        private final long id;
        private final Key key;
        private final int spell;
        private final Map<Long, Resource> resources = new LinkedHashMap<>();
        private final Map<Long, Ahead> ahead = new HashMap<>();
        private final Map<String, String> facts = new LinkedHashMap<>();
        private final List<Long> billIds = new ArrayList<>();
        private List<NoticeLine> lines = List.of();
        private @Nullable Instant deadline;
        private boolean closed;
        private boolean arrearsOnly = true;

        private Draft(long id, Key key, int spell) {
            this.id = id;
            this.key = key;
            this.spell = spell;
        }

        long id() {
            return id;
        }

        Draft about(Resource resource) {
            return about(resource, Ahead.BY_OUTLOOK);
        }

        /** About a resource and the deadline that is being reminded of, after which it enters a phase, or none. */
        Draft about(Resource resource, Instant deadlineOfIt, @Nullable Phase becomes) {
            return about(resource, new Ahead(deadlineOfIt, becomes));
        }

        private Draft about(Resource resource, Ahead what) {
            resources.put(resource.id(), resource);
            ahead.put(resource.id(), what);
            arrearsOnly &= resource.isPayAsYouGo();
            // one that was written down earlier in the same instant is written again with this resource
            closed = false;
            return this;
        }

        Draft aboutBill(long billId) {
            billIds.add(billId);
            return this;
        }

        Draft fact(String name, Object value) {
            facts.put(name, value instanceof Money money ? money.getAmount().toPlainString() : value.toString());
            return this;
        }

        Draft deadline(@Nullable Instant at) {
            deadline = at;
            return this;
        }
    }

    private final Run run;
    private final Map<Key, Draft> drafts = new LinkedHashMap<>();
    private final Map<Key, Long> open = new HashMap<>();
    private final Set<Long> shared = new HashSet<>();

    NoticeBook(Run run) {
        this.run = run;
    }

    /** A notice about phases, which the spell it falls in tells apart from one at the same instant in a new spell (R7). */
    Draft ofPhase(Stage stage, Instant at) {
        int spells = run.account().spells();
        return shared(draft(stage, at, "spell:" + spells, spells));
    }

    /** A notice about whatever resources the same befalls at an instant. */
    Draft shared(Stage stage, Instant at, String cause) {
        return shared(draft(stage, at, cause, 0));
    }

    private Draft shared(Draft draft) {
        shared.add(draft.id);
        return draft;
    }

    boolean isShared(long noticeId) {
        return shared.contains(noticeId);
    }

    int size() {
        return drafts.size();
    }

    void goOnWith(List<OpenNotice> notices) {
        notices.forEach(notice -> open.put(new Key(notice.stage(), notice.createdAt(), notice.cause()), notice.id()));
    }

    /** A notice with a cause of its own. */
    Draft of(Stage stage, Instant at, String cause) {
        return draft(stage, at, cause, 0);
    }

    private Draft draft(Stage stage, Instant at, String cause, int spell) {
        return drafts.computeIfAbsent(new Key(stage, at, cause), key -> {
            Long known = open.get(key);
            return new Draft(known == null ? run.terms().ids().getAsLong() : known, key, spell);
        });
    }

    /** Writes down, at the end of an instant, how each resource stands and what comes next. */
    void close(Instant at) {
        for (Draft draft : drafts.values()) {
            if (draft.closed) {
                continue;
            }
            draft.closed = true;
            List<NoticeLine> lines = new ArrayList<>();
            Instant first = draft.deadline;
            for (Resource resource : draft.resources.values()) {
                NoticeLine line = line(draft, resource);
                lines.add(line);
                Instant deadline = line.deadline();
                if (deadline != null && (first == null || deadline.isBefore(first))) {
                    first = deadline;
                }
            }
            draft.lines = lines;
            draft.deadline = first;
            draft.fact("arrears", run.arrears());
            draft.fact("availableFunds", run.availableFunds(at));
            draft.fact("currency", run.account().currency().getCode());
            var spell = run.account().spell();
            if (spell != null) {
                draft.fact("arrearsSince", spell.since());
            }
        }
    }

    private NoticeLine line(Draft draft, Resource resource) {
        Ahead said = draft.ahead.getOrDefault(resource.id(), Ahead.BY_OUTLOOK);
        Outlook.@Nullable Step next = Outlook.next(run.terms().policies(), run.account(), resource);
        Instant deadline = said.deadline();
        Phase becomes = said.becomes();
        return new NoticeLine(
                resource.id(),
                deadline == null && next != null ? next.at() : deadline,
                becomes == null && next != null ? next.phase() : becomes,
                false);
    }

    List<Notice> finish() {
        Map<Topic, Instant> newest = new HashMap<>();
        for (Draft draft : drafts.values()) {
            for (Topic topic : topics(draft)) {
                newest.merge(topic, draft.key.at(), (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        List<Notice> notices = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            boolean left = draft.lines.isEmpty();
            List<NoticeLine> lines = new ArrayList<>();
            for (NoticeLine line : draft.lines) {
                Topic topic = new Topic(draft.key.stage().type(), line.resourceId());
                boolean superseded = isBefore(draft.key.at(), newest.get(topic));
                left |= !superseded;
                lines.add(new NoticeLine(line.resourceId(), line.deadline(), line.becomes(), superseded));
            }
            if (draft.lines.isEmpty() && draft.key.stage().type() == MessageType.ACCOUNT_BALANCE_ALERT) {
                left = !isBefore(
                        draft.key.at(), newest.get(new Topic(draft.key.stage().type(), null)));
            }
            notices.add(new Notice(
                    draft.id,
                    run.account().id(),
                    draft.key.stage(),
                    draft.key.at(),
                    draft.key.cause(),
                    draft.arrearsOnly ? draft.spell : 0,
                    !left,
                    draft.deadline,
                    Map.copyOf(draft.facts),
                    List.copyOf(lines),
                    List.copyOf(draft.billIds)));
        }
        return notices;
    }

    /** What a notice speaks of, for which a newer one may stand in: its resources, or the account's balance. */
    private static List<Topic> topics(Draft draft) {
        MessageType type = draft.key.stage().type();
        if (draft.lines.isEmpty()) {
            return type == MessageType.ACCOUNT_BALANCE_ALERT ? List.of(new Topic(type, null)) : List.of();
        }
        return draft.lines.stream()
                .map(line -> new Topic(type, line.resourceId()))
                .toList();
    }

    private static boolean isBefore(Instant at, @Nullable Instant newest) {
        return newest != null && at.isBefore(newest);
    }
}
