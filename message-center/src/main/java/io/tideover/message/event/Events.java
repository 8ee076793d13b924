package io.tideover.message.event;

import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcement.Part;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.resource.Transition;
import io.tideover.lifecycle.resource.TransitionReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Stores the events of what was announced, not numbered yet, in the transaction that made them happen. */
@Repository
public class Events {

    /**
     * An event as it is stored, not numbered yet.
     *
     * @param recordedAt the account's now
     */
    public record Stored(long id, EventType type, long accountId, long clockId, Instant recordedAt) {}

    private record Subject(String productCode, String region, String name, String resourceName) {}

    private record Draft(
            EventType type,
            Instant at,
            long accountId,
            @Nullable Long resourceId,
            Map<String, String> data) {}

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final Ids ids;
    private final List<EventListener> listeners;

    Events(JdbcTemplate jdbc, JsonMapper json, Ids ids, List<EventListener> listeners) {
        this.jdbc = jdbc;
        this.json = json;
        this.ids = ids;
        this.listeners = List.copyOf(listeners);
    }

    /** Stores what happened to a batch of accounts, in the order in which it did. */
    public void store(List<Announcement> batch) {
        Map<Long, Subject> subjects = subjects(batch);
        List<Object[]> rows = new ArrayList<>();
        List<Stored> stored = new ArrayList<>();
        for (Announcement announcement : batch) {
            for (Draft draft : drafts(announcement)) {
                Stored event = new Stored(
                        ids.next(),
                        draft.type(),
                        announcement.accountId(),
                        announcement.clockId(),
                        announcement.recordedAt());
                stored.add(event);
                Long resourceId = draft.resourceId();
                Subject subject = resourceId == null ? null : subjects.get(resourceId);
                Map<String, String> data = new LinkedHashMap<>(draft.data());
                if (subject != null) {
                    data.put("resourceName", subject.resourceName());
                    data.put("name", subject.name());
                    data.put("region", subject.region());
                    data.put("productCode", subject.productCode());
                }
                rows.add(Sql.row(
                        event.id(),
                        draft.type().code(),
                        Sql.utc(draft.at()),
                        Sql.utc(announcement.recordedAt()),
                        draft.accountId(),
                        resourceId,
                        subject == null ? null : subject.productCode(),
                        json.writeValueAsString(data)));
            }
        }
        if (!rows.isEmpty()) {
            Sql.insertAll(
                    jdbc,
                    "INSERT INTO events (id, type, at, recorded_at, account_id, resource_id, product_code, data)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    rows);
            listeners.forEach(listener -> listener.stored(stored));
        }
    }

    /** Of what happened at one instant, what caused comes before what it caused: the account's events before its resources'. */
    private static List<Draft> drafts(Announcement announcement) {
        List<Draft> drafts = new ArrayList<>();
        long accountId = announcement.accountId();
        Instant cleared = announcement.transitions().stream()
                .filter(transition -> transition.reason() == TransitionReason.ARREARS_SETTLED)
                .map(Transition::effectiveAt)
                .max(Comparator.naturalOrder())
                .orElse(announcement.recordedAt());
        for (int spell : announcement.endedSpells()) {
            drafts.add(new Draft(
                    EventType.ACCOUNT_ARREARS_CLEARED,
                    cleared,
                    accountId,
                    null,
                    Map.of("spell", Integer.toString(spell))));
        }
        for (Notice notice : announcement.notices()) {
            EventType type = type(notice.stage());
            if (type != null) {
                drafts.add(new Draft(type, notice.createdAt(), accountId, null, notice.facts()));
            }
        }
        for (Part part : announcement.portions().parts()) {
            EventType type = type(part.stage());
            if (type != null && part.first()) {
                drafts.add(new Draft(type, part.createdAt(), accountId, null, part.facts()));
            }
        }
        for (Transition transition : announcement.transitions()) {
            Map<String, String> data = new LinkedHashMap<>();
            data.put("from", transition.from() == null ? "" : transition.from().name());
            data.put("to", transition.to().name());
            data.put("reason", transition.reason().name());
            drafts.add(new Draft(type(transition), transition.effectiveAt(), accountId, transition.resourceId(), data));
        }
        drafts.sort(Comparator.comparing(Draft::at));
        return drafts;
    }

    private static EventType type(Transition transition) {
        if (transition.from() == null) {
            return EventType.RESOURCE_REGISTERED;
        }
        return switch (transition.to()) {
            case ACTIVE -> EventType.RESOURCE_RESTORED;
            case GRACE -> EventType.RESOURCE_GRACE;
            case RETENTION -> EventType.RESOURCE_RETENTION;
            case RELEASED -> EventType.RESOURCE_RELEASED;
        };
    }

    private static @Nullable EventType type(Stage stage) {
        return switch (stage) {
            case OVERDUE -> EventType.ACCOUNT_ARREARS;
            case BALANCE_LOW -> EventType.ACCOUNT_BALANCE_LOW;
            case BALANCE_RECOVERED -> EventType.ACCOUNT_BALANCE_RECOVERED;
            case BILL_ISSUED,
                    PAYMENT_RECEIVED,
                    PAYMENT_FAILED,
                    SUSPENSION_REMINDER,
                    SUSPENDED,
                    RELEASE_REMINDER,
                    RELEASED,
                    RESTORED,
                    EXPIRY_REMINDER,
                    EXPIRED,
                    PACKAGE_EXPIRED,
                    RENEWED,
                    CONTACT_CHANGED,
                    RECEIVER_VERIFICATION -> null;
        };
    }

    private Map<Long, Subject> subjects(List<Announcement> batch) {
        TreeSet<Long> wanted = new TreeSet<>();
        batch.forEach(
                announcement -> announcement.transitions().forEach(transition -> wanted.add(transition.resourceId())));
        Map<Long, Subject> subjects = new HashMap<>();
        for (List<Long> some : Sql.chunks(wanted)) {
            jdbc.query(
                    "SELECT id, product_code, region, name, resource_name FROM resources WHERE id IN " + Sql.in(some),
                    row -> {
                        subjects.put(
                                row.getLong("id"),
                                new Subject(
                                        row.getString("product_code"),
                                        row.getString("region"),
                                        row.getString("name"),
                                        row.getString("resource_name")));
                    },
                    Sql.padded(some).toArray());
        }
        return subjects;
    }
}
