package io.tideover.message.notice;

import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Policies;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcement.Part;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.policy.Policy;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.message.catalog.Keyset;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The notices of accounts: append-only. */
@Repository
public class Notices {

    private record Key(long accountId, Stage stage, Instant createdAt, String cause) {}

    /**
     * A notice to be stored.
     *
     * @param recordedAt the account's now
     * @param inParts its lines have been stored by {@link #storeParts}
     */
    public record Entry(Notice notice, Instant recordedAt, boolean inParts) {

        public Entry(Notice notice, Instant recordedAt) {
            this(notice, recordedAt, false);
        }

        public static Entry inParts(Notice notice, Instant recordedAt) {
            return new Entry(notice, recordedAt, true);
        }
    }

    /** Values in an IN clause: more go in several statements. */
    private static final int CHUNK = 1_000;

    private static final String INSERT_LINE =
            "INSERT INTO notice_resources (notice_id, position, account_id, resource_id, deadline, becomes,"
                    + " superseded) VALUES (?, ?, ?, ?, ?, ?, ?)";
    /** Resources of a notice that are read to be shown; more than any mail or page lists. */
    private static final int MOST_LISTED = 200;

    private static final String LINES =
            "SELECT n.notice_id, n.resource_id, n.deadline, n.becomes, n.superseded, r.name, r.region,"
                    + " r.product_code, r.billing_mode, r.episode_policy_id, p.display_name, a.tier"
                    + " FROM notice_resources n LEFT JOIN accounts a ON a.id = n.account_id"
                    + " LEFT JOIN resources r ON r.id = n.resource_id"
                    + " LEFT JOIN products p ON p.code = r.product_code";

    private static final String INSERT_BILL =
            "INSERT INTO notice_bills (notice_id, bill_id, account_id) VALUES (?, ?, ?)";

    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final Policies policies;

    Notices(JdbcTemplate jdbc, JsonMapper json, Policies policies) {
        this.jdbc = jdbc;
        this.json = json;
        this.policies = policies;
    }

    /**
     * Stores notices, each once for (account, stage, instant, cause). One that says again what is stored already is dropped; one with
     * the same key about other resources, or a further final notice, is kept beside it.
     *
     * @return those that were stored
     */
    public List<Notice> store(List<Entry> entries) {
        Map<Key, Set<Long>> known = known(entries);
        List<Notice> stored = new ArrayList<>();
        List<Object[]> rows = new ArrayList<>();
        List<Object[]> resources = new ArrayList<>();
        List<Object[]> bills = new ArrayList<>();
        for (Entry entry : entries) {
            Notice notice = entry.notice();
            Key key = new Key(notice.accountId(), notice.stage(), notice.createdAt(), notice.cause());
            Set<Long> named = new HashSet<>();
            notice.lines().forEach(line -> named.add(line.resourceId()));
            Set<Long> before = known.putIfAbsent(key, named);
            String cause = notice.cause();
            if (before != null) {
                if (!entry.inParts() && notice.stage() != Stage.RELEASE_REMINDER && before.containsAll(named)) {
                    continue;
                }
                before.addAll(named);
                cause = cause + "/" + notice.id();
            }
            stored.add(notice);
            rows.add(row(notice, cause, entry.recordedAt()));
            int position = 0;
            for (NoticeLine line : notice.lines()) {
                resources.add(row(notice.id(), notice.accountId(), line, position++));
            }
            addBills(bills, notice.id(), notice.accountId(), notice.billIds());
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO notices (id, account_id, stage, type, created_at, recorded_at, cause, spell, superseded,"
                        + " deadline, facts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
        Sql.insertAll(jdbc, INSERT_LINE, resources);
        Sql.insertAll(jdbc, INSERT_BILL, bills);
        return stored;
    }

    /** Stores lines of notices that are not complete yet; nobody sees them before the notice itself is stored. */
    public void storeParts(List<Announcement> batch) {
        List<Object[]> lines = new ArrayList<>();
        List<Object[]> bills = new ArrayList<>();
        for (Announcement announcement : batch) {
            for (Part part : announcement.portions().parts()) {
                int position = part.before();
                for (NoticeLine line : part.lines()) {
                    lines.add(row(part.noticeId(), announcement.accountId(), line, position++));
                }
                addBills(bills, part.noticeId(), announcement.accountId(), part.billIds());
            }
        }
        Sql.insertAll(jdbc, INSERT_LINE, lines);
        Sql.insertAll(jdbc, INSERT_BILL, bills);
    }

    private static void addBills(List<Object[]> rows, long noticeId, long accountId, List<Long> billIds) {
        billIds.stream().distinct().forEach(bill -> rows.add(Sql.row(noticeId, bill, accountId)));
    }

    /** Notices by id, with what they name; those that do not exist are left out. */
    public Map<Long, StoredNotice> byId(Collection<Long> ids) {
        List<StoredNotice> found = new ArrayList<>();
        for (List<Long> chunk : chunks(ids)) {
            found.addAll(jdbc.query(
                    "SELECT * FROM notices WHERE id IN " + Sql.in(chunk),
                    (row, i) -> notice(row),
                    Sql.padded(chunk).toArray()));
        }
        Map<Long, StoredNotice> notices = new LinkedHashMap<>();
        complete(found).forEach(notice -> notices.put(notice.id(), notice));
        return notices;
    }

    /** An account's notices, oldest first. */
    public Page<StoredNotice> page(long accountId, @Nullable Stage stage, @Nullable String cursor, int limit) {
        int size = Keyset.limit(limit);
        Keyset after = Keyset.parse(cursor);
        StringBuilder sql = new StringBuilder("SELECT * FROM notices WHERE account_id = ?");
        List<Object> arguments = new ArrayList<>(List.of(accountId));
        if (stage != null) {
            sql.append(" AND stage = ?");
            arguments.add(stage.name());
        }
        if (after != null) {
            sql.append(" AND (created_at > ? OR (created_at = ? AND id > ?))");
            arguments.addAll(List.of(Sql.utc(after.at()), Sql.utc(after.at()), after.id()));
        }
        sql.append(" ORDER BY created_at, id LIMIT ?");
        arguments.add(size + 1);
        Page<StoredNotice> page = Keyset.page(
                jdbc.query(sql.toString(), (row, i) -> notice(row), arguments.toArray()),
                size,
                notice -> new Keyset(notice.createdAt(), notice.id()));
        return new Page<>(complete(page.items()), page.nextCursor());
    }

    /** The ids of all the resources a notice names, in its order. */
    public List<Long> resourceIds(StoredNotice notice) {
        if (notice.resources().size() < MOST_LISTED) {
            return notice.resources().stream().map(ResourceLine::resourceId).toList();
        }
        return jdbc.query(
                "SELECT resource_id FROM notice_resources WHERE notice_id = ? ORDER BY position",
                (row, i) -> row.getLong("resource_id"),
                notice.id());
    }

    /** Notices with the resources, the first of very many, and bills they name; with as many statements, however many notices. */
    List<StoredNotice> complete(List<StoredNotice> bare) {
        if (bare.isEmpty()) {
            return List.of();
        }
        Map<Long, List<ResourceLine>> resources = new HashMap<>();
        Map<Long, List<BillLine>> bills = new HashMap<>();
        PolicyBook book = policies.book();
        Map<Long, Instant> told = new HashMap<>();
        bare.forEach(notice -> told.put(notice.id(), notice.createdAt()));
        for (List<Long> ids : chunks(bare.stream().map(StoredNotice::id).toList())) {
            jdbc.query(
                    LINES + " WHERE n.notice_id IN " + Sql.in(ids) + " AND n.position < " + MOST_LISTED
                            + " ORDER BY n.notice_id, n.position",
                    row -> {
                        resources
                                .computeIfAbsent(row.getLong("notice_id"), id -> new ArrayList<>())
                                .add(resource(row, book, Objects.requireNonNull(told.get(row.getLong("notice_id")))));
                    },
                    Sql.padded(ids).toArray());
            jdbc.query(
                    "SELECT n.notice_id, b.id, b.product_code, b.amount, b.outstanding, b.due_at FROM notice_bills n"
                            + " JOIN bills b ON b.id = n.bill_id WHERE n.notice_id IN " + Sql.in(ids)
                            + " ORDER BY n.notice_id, b.due_at, b.id",
                    row -> {
                        bills.computeIfAbsent(row.getLong("notice_id"), id -> new ArrayList<>())
                                .add(new BillLine(
                                        row.getLong("id"),
                                        row.getString("product_code"),
                                        row.getBigDecimal("amount"),
                                        row.getBigDecimal("outstanding"),
                                        Sql.instant(row, "due_at")));
                    },
                    Sql.padded(ids).toArray());
        }
        for (StoredNotice notice : bare) {
            if (resources.getOrDefault(notice.id(), List.of()).size() == MOST_LISTED) {
                resources.put(notice.id(), firstToChange(notice, book));
            }
        }
        Map<Long, Integer> unlisted = unlisted(bare, resources);
        return bare.stream()
                .map(notice -> new StoredNotice(
                        notice.id(),
                        notice.accountId(),
                        notice.stage(),
                        notice.createdAt(),
                        notice.recordedAt(),
                        notice.cause(),
                        notice.superseded(),
                        notice.deadline(),
                        notice.facts(),
                        resources.getOrDefault(notice.id(), List.of()),
                        unlisted.getOrDefault(notice.id(), 0),
                        bills.getOrDefault(notice.id(), List.of())))
                .toList();
    }

    /** Of very many resources those that change before the others, so that no date is named that is not the first. */
    private List<ResourceLine> firstToChange(StoredNotice notice, PolicyBook book) {
        return jdbc.query(
                LINES + " WHERE n.notice_id = ? ORDER BY n.superseded, n.deadline IS NULL, n.deadline, n.position"
                        + " LIMIT " + MOST_LISTED,
                (row, i) -> resource(row, book, notice.createdAt()),
                notice.id());
    }

    /** How many resources beyond those listed each notice speaks of; of most it need not be asked. */
    private Map<Long, Integer> unlisted(List<StoredNotice> notices, Map<Long, List<ResourceLine>> listed) {
        Map<Long, Integer> unlisted = new HashMap<>();
        List<Long> many = notices.stream()
                .map(StoredNotice::id)
                .filter(id -> listed.getOrDefault(id, List.of()).size() == MOST_LISTED)
                .toList();
        for (List<Long> ids : chunks(many)) {
            jdbc.query(
                    "SELECT r.notice_id, COUNT(*) AS n FROM notice_resources r JOIN notices n ON n.id = r.notice_id"
                            + " WHERE r.notice_id IN " + Sql.in(ids)
                            + " AND (n.superseded = TRUE OR r.superseded = FALSE) GROUP BY r.notice_id",
                    row -> {
                        unlisted.put(row.getLong("notice_id"), Math.max(0, row.getInt("n") - MOST_LISTED));
                    },
                    Sql.padded(ids).toArray());
        }
        return unlisted;
    }

    StoredNotice notice(ResultSet row) throws SQLException {
        return new StoredNotice(
                row.getLong("id"),
                row.getLong("account_id"),
                Stage.valueOf(row.getString("stage")),
                Sql.instant(row, "created_at"),
                Sql.instant(row, "recorded_at"),
                row.getString("cause"),
                row.getBoolean("superseded"),
                Sql.instantOrNull(row, "deadline"),
                json.readValue(row.getString("facts"), FACTS),
                List.of(),
                List.of());
    }

    private ResourceLine resource(ResultSet row, PolicyBook book, Instant toldAt) throws SQLException {
        String becomes = row.getString("becomes");
        String code = row.getString("product_code");
        String product = row.getString("display_name");
        String name = row.getString("name");
        String region = row.getString("region");
        return new ResourceLine(
                row.getLong("resource_id"),
                name == null ? Long.toString(row.getLong("resource_id")) : name,
                product != null
                        ? product
                        : code != null ? policies.product(code).displayName() : "",
                region == null ? "" : region,
                Sql.instantOrNull(row, "deadline"),
                becomes == null ? null : Phase.valueOf(becomes),
                row.getBoolean("superseded"),
                label(row, book, toldAt),
                !"PAY_AS_YOU_GO".equals(row.getString("billing_mode")));
    }

    /** What the policy of its episode calls RETENTION, or the one that was in force when the notice was told. */
    private static @Nullable String label(ResultSet row, PolicyBook book, Instant toldAt) throws SQLException {
        Long policy = Sql.longOrNull(row, "episode_policy_id");
        if (policy != null && book.contains(policy)) {
            return book.byId(policy).label();
        }
        String code = row.getString("product_code");
        return code == null
                ? null
                : book.inForce(code, BillingMode.valueOf(row.getString("billing_mode")), row.getString("tier"), toldAt)
                        .map(Policy::label)
                        .orElse(null);
    }

    /** What is stored already at the instants of these notices, and the resources it names. */
    private Map<Key, Set<Long>> known(List<Entry> entries) {
        Set<Long> accounts = new TreeSet<>();
        Set<Instant> instants = new TreeSet<>();
        for (Entry entry : entries) {
            accounts.add(entry.notice().accountId());
            instants.add(entry.notice().createdAt());
        }
        Map<Key, Set<Long>> known = new HashMap<>();
        for (List<Long> some : chunks(accounts)) {
            for (List<Instant> at : chunks(instants)) {
                List<Object> arguments = Sql.padded(some);
                arguments.addAll(Sql.padded(at.stream().map(Sql::utc).toList()));
                jdbc.query(
                        "SELECT n.account_id, n.stage, n.created_at, n.cause, r.resource_id FROM notices n"
                                + " LEFT JOIN notice_resources r ON r.notice_id = n.id"
                                + " WHERE n.account_id IN " + Sql.in(some) + " AND n.created_at IN " + Sql.in(at),
                        row -> {
                            Key key = new Key(
                                    row.getLong("account_id"),
                                    Stage.valueOf(row.getString("stage")),
                                    Sql.instant(row, "created_at"),
                                    row.getString("cause"));
                            Set<Long> named = known.computeIfAbsent(key, k -> new HashSet<>());
                            Long resource = Sql.longOrNull(row, "resource_id");
                            if (resource != null) {
                                named.add(resource);
                            }
                        },
                        arguments.toArray());
            }
        }
        return known;
    }

    private Object[] row(Notice notice, String cause, Instant recordedAt) {
        return Sql.row(
                notice.id(),
                notice.accountId(),
                notice.stage().name(),
                notice.stage().type().name(),
                Sql.utc(notice.createdAt()),
                Sql.utc(recordedAt),
                cause,
                notice.spell(),
                notice.superseded(),
                Sql.utcOrNull(notice.deadline()),
                json.writeValueAsString(notice.facts()));
    }

    private static Object[] row(long noticeId, long accountId, NoticeLine line, int position) {
        Phase becomes = line.becomes();
        return Sql.row(
                noticeId,
                position,
                accountId,
                line.resourceId(),
                Sql.utcOrNull(line.deadline()),
                becomes == null ? null : becomes.name(),
                line.superseded());
    }

    private static <T> List<List<T>> chunks(Collection<T> values) {
        List<T> all = List.copyOf(values);
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
        }
        return chunks;
    }
}
