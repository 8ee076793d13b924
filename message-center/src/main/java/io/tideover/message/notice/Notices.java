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
import org.springframework.jdbc.core.RowCallbackHandler;
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

    /** Resources and bills that the notices of a page name between them; one notice alone may name more. */
    static final int MOST_NAMED = 10_000;

    private static final String INSERT_LINE =
            "INSERT INTO notice_resources (notice_id, position, account_id, resource_id, deadline, becomes,"
                    + " superseded) VALUES (?, ?, ?, ?, ?, ?, ?)";

    private static final String LINES =
            "SELECT n.notice_id, n.resource_id, n.deadline, n.becomes, n.superseded, r.name, r.region, r.product_code,"
                    + " r.billing_mode, r.episode_policy_id, a.tier FROM notice_resources n"
                    + " LEFT JOIN accounts a ON a.id = n.account_id LEFT JOIN resources r ON r.id = n.resource_id";

    /** Which of a notice's resources it speaks of (T4). */
    private static final String CURRENT = " WHERE n.notice_id = ? AND (? = TRUE OR n.superseded = FALSE)";

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
        read("SELECT * FROM notices WHERE id IN ", ids, "", row -> found.add(notice(row)));
        Map<Long, StoredNotice> notices = new LinkedHashMap<>();
        complete(found).forEach(notice -> notices.put(notice.id(), notice));
        return notices;
    }

    /** What stages notices are of, by notice id; those that do not exist are left out. */
    public Map<Long, Stage> stages(Collection<Long> ids) {
        Map<Long, Stage> stages = new HashMap<>();
        read(
                "SELECT id, stage FROM notices WHERE id IN ",
                ids,
                "",
                row -> stages.put(row.getLong("id"), Stage.valueOf(row.getString("stage"))));
        return stages;
    }

    /** An account's notices, oldest first. A page ends early where they name very many resources and bills between them. */
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
        List<StoredNotice> rows = jdbc.query(sql.toString(), (row, i) -> notice(row), arguments.toArray());
        Page<StoredNotice> page =
                Keyset.page(rows, Math.min(size, fitting(rows)), notice -> new Keyset(notice.createdAt(), notice.id()));
        return new Page<>(complete(page.items()), page.nextCursor());
    }

    /** How many notices fit on a page by what they name: the first does, whatever it names. */
    private int fitting(List<StoredNotice> rows) {
        List<Long> ids = rows.stream().map(StoredNotice::id).toList();
        Map<Long, Integer> named = new HashMap<>();
        RowCallbackHandler count = row -> named.merge(row.getLong("notice_id"), row.getInt("named"), Integer::sum);
        String each = " GROUP BY notice_id";
        // lines are numbered from 0 without gaps: the last number of each is one look into the index
        read(
                "SELECT notice_id, MAX(position) + 1 AS named FROM notice_resources WHERE notice_id IN ",
                ids,
                each,
                count);
        read("SELECT notice_id, COUNT(*) AS named FROM notice_bills WHERE notice_id IN ", ids, each, count);
        int fitting = 0;
        int sum = 0;
        for (long id : ids) {
            sum += named.getOrDefault(id, 0);
            if (fitting > 0 && sum > MOST_NAMED) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    /** All resources that notices name, by notice id, those included that newer ones speak of. */
    public Map<Long, List<Long>> resourceIds(Collection<Long> ids) {
        return named(
                "SELECT notice_id, resource_id AS named FROM notice_resources WHERE notice_id IN ",
                ids,
                " ORDER BY notice_id, position");
    }

    /** All bills that notices are about, by notice id, the first due first. */
    public Map<Long, List<Long>> billIds(Collection<Long> ids) {
        return named(
                "SELECT n.notice_id, b.id AS named FROM notice_bills n JOIN bills b ON b.id = n.bill_id"
                        + " WHERE n.notice_id IN ",
                ids,
                " ORDER BY n.notice_id, b.due_at, b.id");
    }

    private Map<Long, List<Long>> named(String sql, Collection<Long> ids, String order) {
        Map<Long, List<Long>> named = new HashMap<>();
        read(
                sql,
                ids,
                order,
                row -> named.computeIfAbsent(row.getLong("notice_id"), id -> new ArrayList<>())
                        .add(row.getLong("named")));
        return named;
    }

    /**
     * Notices with the resources and bills they name, the first of very many. As many statements however many notices, but for two more
     * of each notice that does not name all of its resources.
     */
    List<StoredNotice> complete(List<StoredNotice> bare) {
        if (bare.isEmpty()) {
            return List.of();
        }
        Map<Long, NamedResources> resources = resources(bare);
        Map<Long, NamedBills> bills = bills(bare.stream().map(StoredNotice::id).toList());
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
                        resources.getOrDefault(notice.id(), NamedResources.NONE),
                        bills.getOrDefault(notice.id(), NamedBills.NONE)))
                .toList();
    }

    private Map<Long, NamedResources> resources(List<StoredNotice> notices) {
        PolicyBook book = policies.book();
        Map<Long, StoredNotice> byId = new HashMap<>();
        notices.forEach(notice -> byId.put(notice.id(), notice));
        Map<Long, List<ResourceLine>> lines = new HashMap<>();
        Map<Long, Integer> read = new HashMap<>();
        read(
                LINES + " WHERE n.position <= " + NamedResources.MOST + " AND n.notice_id IN ",
                byId.keySet(),
                " ORDER BY n.notice_id, n.position",
                row -> {
                    StoredNotice notice = Objects.requireNonNull(byId.get(row.getLong("notice_id")));
                    read.merge(notice.id(), 1, Integer::sum);
                    if (notice.superseded() || !row.getBoolean("superseded")) {
                        lines.computeIfAbsent(notice.id(), id -> new ArrayList<>())
                                .add(resource(row, book, notice.createdAt()));
                    }
                });
        Map<Long, NamedResources> named = new HashMap<>();
        read.forEach((id, rows) -> named.put(
                id,
                rows <= NamedResources.MOST
                        ? NamedResources.of(lines.getOrDefault(id, List.of()))
                        : ofMany(Objects.requireNonNull(byId.get(id)), book)));
        return named;
    }

    /** Of very many resources those that change before the others, and how many there are of each kind. */
    private NamedResources ofMany(StoredNotice notice, PolicyBook book) {
        List<ResourceLine> first = jdbc.query(
                LINES + CURRENT + " ORDER BY n.deadline IS NULL, n.deadline, n.position LIMIT " + NamedResources.MOST,
                (row, i) -> resource(row, book, notice.createdAt()),
                notice.id(),
                notice.superseded());
        if (first.isEmpty()) {
            return NamedResources.NONE;
        }
        Instant deadline = first.getFirst().deadline();
        Phase becomes = first.getFirst().becomes();
        List<Object> arguments = new ArrayList<>();
        if (deadline != null) {
            arguments.add(Sql.utc(deadline));
        }
        arguments.addAll(List.of(becomes == null ? "" : becomes.name(), notice.id(), notice.superseded()));
        Map<NamedResources.Kind, Integer> kinds = new LinkedHashMap<>();
        jdbc.query(
                "SELECT billing_mode, episode_policy_id, product_code, tier, changes_first, dated, COUNT(*) AS named FROM"
                        + " (SELECT r.billing_mode, r.episode_policy_id, r.product_code, a.tier, CASE WHEN n.deadline "
                        + (deadline == null ? "IS NULL" : "= ?")
                        + " AND COALESCE(n.becomes, '') = ? THEN 1 ELSE 0 END AS changes_first,"
                        + " CASE WHEN n.deadline IS NULL THEN 0 ELSE 1 END AS dated FROM notice_resources n"
                        + " LEFT JOIN accounts a ON a.id = n.account_id LEFT JOIN resources r ON r.id = n.resource_id"
                        + CURRENT
                        + ") k GROUP BY billing_mode, episode_policy_id, product_code, tier, changes_first, dated",
                row -> {
                    kinds.merge(
                            new NamedResources.Kind(
                                    label(row, book, notice.createdAt()),
                                    isPrepaid(row),
                                    row.getBoolean("changes_first"),
                                    row.getBoolean("dated")),
                            row.getInt("named"),
                            Integer::sum);
                },
                arguments.toArray());
        return new NamedResources(first, kinds);
    }

    private Map<Long, NamedBills> bills(List<Long> ids) {
        Map<Long, List<BillLine>> first = new HashMap<>();
        Map<Long, Integer> counts = new HashMap<>();
        read(
                "SELECT * FROM (SELECT n.notice_id, b.id, b.reference, b.product_code, b.amount, b.outstanding, b.due_at,"
                        + " COUNT(*) OVER (PARTITION BY n.notice_id) AS named, ROW_NUMBER() OVER"
                        + " (PARTITION BY n.notice_id ORDER BY b.due_at, b.id) AS place"
                        + " FROM notice_bills n JOIN bills b ON b.id = n.bill_id WHERE n.notice_id IN ",
                ids,
                ") k WHERE place <= " + NamedBills.MOST + " ORDER BY notice_id, place",
                row -> {
                    counts.put(row.getLong("notice_id"), row.getInt("named"));
                    first.computeIfAbsent(row.getLong("notice_id"), id -> new ArrayList<>())
                            .add(bill(row));
                });
        Map<Long, NamedBills> bills = new HashMap<>();
        first.forEach((id, those) -> bills.put(id, new NamedBills(those, counts.getOrDefault(id, those.size()))));
        return bills;
    }

    private void read(String before, Collection<Long> ids, String after, RowCallbackHandler row) {
        for (List<Long> chunk : Sql.chunks(ids)) {
            jdbc.query(before + Sql.in(chunk) + after, row, Sql.padded(chunk).toArray());
        }
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
                NamedResources.NONE,
                NamedBills.NONE);
    }

    private ResourceLine resource(ResultSet row, PolicyBook book, Instant toldAt) throws SQLException {
        String becomes = row.getString("becomes");
        String code = row.getString("product_code");
        String name = row.getString("name");
        String region = row.getString("region");
        return new ResourceLine(
                row.getLong("resource_id"),
                name == null ? Long.toString(row.getLong("resource_id")) : name,
                code == null ? "" : policies.product(code).displayName(),
                region == null ? "" : region,
                Sql.instantOrNull(row, "deadline"),
                becomes == null ? null : Phase.valueOf(becomes),
                label(row, book, toldAt),
                isPrepaid(row));
    }

    private BillLine bill(ResultSet row) throws SQLException {
        String reference = row.getString("reference");
        return new BillLine(
                reference == null ? Long.toString(row.getLong("id")) : reference,
                policies.product(row.getString("product_code")).displayName(),
                row.getBigDecimal("amount"),
                row.getBigDecimal("outstanding"),
                Sql.instant(row, "due_at"));
    }

    private static boolean isPrepaid(ResultSet row) throws SQLException {
        return !BillingMode.PAY_AS_YOU_GO.name().equals(row.getString("billing_mode"));
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
        for (List<Long> some : Sql.chunks(accounts)) {
            for (List<Instant> at : Sql.chunks(instants)) {
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
}
