package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.account.Account;
import io.tideover.lifecycle.account.Spell;
import io.tideover.lifecycle.decision.Fact;
import io.tideover.lifecycle.decision.Lifecycle;
import io.tideover.lifecycle.decision.OpenNotice;
import io.tideover.lifecycle.decision.Run;
import io.tideover.lifecycle.notice.Announcement.Part;
import io.tideover.lifecycle.notice.Announcement.Portions;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.PolicyBook;
import io.tideover.lifecycle.resource.Resource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What accounts with very many resources have decided and their resources have still to follow (S8). The decision is committed first;
 * portions of resources are brought up to it in transactions of their own, each from the last fact it has seen. Notices that name them
 * gather their lines meanwhile and are told when the last has followed.
 */
@Repository
class Backlogs {

    /**
     * How far the resources of an account have been brought.
     *
     * @param until what fell due up to here, and every fact, is being followed
     * @param after the last resource looked at, in the order of ids
     * @param held whether the brake held one back
     */
    record Backlog(Instant until, long after, boolean held) {}

    /**
     * A run of such an account.
     *
     * @param facts those stored
     * @param open the notices that await resources
     * @param leaves whether resources are left that the run did not look at
     * @param last the id of the last resource of a portion, or 0
     */
    record Work(Run run, AccountRows.Row row, List<Fact> facts, List<OpenNotice> open, boolean leaves, long last) {}

    /** What to tell of a run: its notices, and those that are told in parts. */
    record Telling(List<Notice> notices, Portions portions) {

        boolean isEmpty() {
            return notices.isEmpty()
                    && portions.parts().isEmpty()
                    && portions.completed().isEmpty();
        }
    }

    private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

    private final JdbcTemplate jdbc;
    private final AccountStore store;
    private final LifecycleSettings settings;
    private final JsonMapper json;

    Backlogs(JdbcTemplate jdbc, AccountStore store, LifecycleSettings settings, JsonMapper json) {
        this.jdbc = jdbc;
        this.store = store;
        this.settings = settings;
        this.json = json;
    }

    /** Whether an account's resources are too many to be carried along with it. */
    boolean isLarge(AccountRows.Row row) {
        return row.backlog() != null || row.resources() > settings.portion();
    }

    /** What of such an account's resources goes with what is due up to an instant. */
    AccountStore.Reach reach(AccountRows.Row row, Instant until) {
        return row.backlog() == null
                        && !row.reschedule()
                        && store.fewDue(row.account().id(), until, settings.portion())
                ? AccountStore.Reach.FEW
                : AccountStore.Reach.RENEWALS;
    }

    /** Begins a run that carries an account out, having brought the resources it loaded up to where the account stands. */
    Work begin(Run run, AccountRows.Row row, AccountStore.Reach reach) {
        Work work = open(run, row, reach == AccountStore.Reach.RENEWALS, 0);
        Backlog backlog = row.backlog();
        if (backlog != null) {
            bringUp(run, behind(row, run.state().resources(), backlog), work.facts(), backlog.until());
        }
        run.keepFacts(row.facts());
        if (row.reschedule()) {
            run.haveAllFollow();
        }
        return work;
    }

    /** The next resources that are behind. */
    List<Resource> portion(AccountRows.Row row, PolicyBook policies) {
        Backlog backlog = AccountRows.required(row.backlog());
        return store.behind(row, policies, backlog.after(), row.facts(), backlog.until(), settings.portion());
    }

    /** Brings the portion that a run has loaded up to where its account stands. */
    Work follow(Run run, AccountRows.Row row) {
        List<Resource> portion = run.state().resources();
        Work work = open(
                run,
                row,
                portion.size() == settings.portion(),
                portion.isEmpty() ? 0 : portion.getLast().id());
        bringUp(run, portion, work.facts(), run.until());
        run.keepFacts(row.facts());
        return work;
    }

    /** Brings resources that were read up to where their account stands, storing nothing. */
    void bringUp(Run run, AccountRows.Row row) {
        Backlog backlog = row.backlog();
        if (backlog != null) {
            List<Resource> behind = behind(row, run.state().resources(), backlog);
            if (!behind.isEmpty()) {
                bringUp(run, behind, facts(row.account()), backlog.until());
            }
        }
    }

    private Work open(Run run, AccountRows.Row row, boolean leaves, long last) {
        if (row.backlog() == null) {
            return new Work(run, row, List.of(), List.of(), leaves, last);
        }
        List<OpenNotice> open = openNotices(row.account().id());
        run.goOnWith(open);
        return new Work(run, row, facts(row.account()), open, leaves, last);
    }

    private static List<Resource> behind(AccountRows.Row row, Collection<Resource> resources, Backlog backlog) {
        return resources.stream()
                .filter(resource -> !resource.isReleased())
                .filter(resource -> resource.factsSeen() < row.facts() || isDue(resource, backlog.until()))
                .toList();
    }

    private static boolean isDue(Resource resource, Instant until) {
        Instant next = resource.nextActionAt();
        return next != null && !next.isAfter(until);
    }

    private static void bringUp(Run run, List<Resource> behind, List<Fact> facts, Instant until) {
        Map<Integer, List<Resource>> byFact = new TreeMap<>();
        for (Resource resource : behind) {
            byFact.computeIfAbsent(firstFor(resource, facts), from -> new ArrayList<>())
                    .add(resource);
        }
        byFact.forEach(
                (from, resources) -> Lifecycle.bringUp(run, resources, facts.subList(from, facts.size()), until));
    }

    /** Where a resource goes on: at the last fact it has seen, or at how the account stood at first. */
    private static int firstFor(Resource resource, List<Fact> facts) {
        for (int i = 0; i < facts.size(); i++) {
            if (facts.get(i).number() == resource.factsSeen()) {
                return i;
            }
        }
        return 0;
    }

    /** Stores what is left to be followed after a run whose account has been scheduled, and sorts out what there is to tell. */
    Telling end(Work work) {
        Run run = work.run();
        AccountRows.Row row = work.row();
        Backlog backlog = row.backlog();
        List<Notice> notices = run.finishedNotices();
        boolean pending = run.decided() || work.leaves();
        if (backlog == null && !pending) {
            return new Telling(notices, Portions.NONE);
        }
        Map<Long, OpenNotice> open = new LinkedHashMap<>();
        work.open().forEach(each -> open.put(each.id(), each));
        List<Part> parts = new ArrayList<>();
        List<Notice> told = new ArrayList<>();
        for (Notice notice : notices) {
            if (run.isShared(notice)) {
                OpenNotice known = open.get(notice.id());
                parts.add(new Part(
                        notice.id(),
                        notice.stage(),
                        notice.createdAt(),
                        notice.facts(),
                        known == null,
                        known == null ? 0 : known.lines(),
                        notice.lines(),
                        known == null ? notice.billIds() : List.of()));
                open.put(notice.id(), known == null ? OpenNotice.of(notice) : known.with(notice));
            } else {
                told.add(notice);
            }
        }
        boolean held = run.heldBack() || (backlog != null && backlog.held());
        if (pending) {
            goOn(work, held);
            parts.forEach(
                    part -> keep(row.account().id(), AccountRows.required(open.get(part.noticeId())), part.first()));
            return new Telling(told, new Portions(parts, List.of(), List.of()));
        }
        close(run.account(), held);
        List<Notice> completed = open.values().stream()
                .map(each -> each.complete(row.account().id()))
                .toList();
        return new Telling(told, new Portions(parts, completed, ended(work.facts())));
    }

    /** Has the account looked at again at once, for the next portion. */
    private void goOn(Work work, boolean held) {
        Account account = work.run().account();
        Backlog backlog = work.row().backlog();
        List<Fact> kept = work.run().facts();
        long number = kept.getLast().number();
        List<Resource> resources = work.run().state().resources();
        resources.forEach(resource -> resource.hasSeen(number));
        account.wakeAt(account.processedAt(), held);
        // what was carried out meanwhile sends all resources through once more: to where the account stands now
        Instant until = account.processedAt();
        long after = 0;
        if (backlog != null && work.last() > 0) {
            until = backlog.until();
            after = work.last();
        }
        jdbc.update(
                "UPDATE accounts SET facts = ?, backlog_until = ?, backlog_after = ?, backlog_held = ? WHERE id = ?",
                number,
                Sql.utc(until),
                after,
                held,
                account.id());
        List<Fact> added = backlog == null ? kept : kept.subList(1, kept.size());
        List<Object[]> rows = new ArrayList<>();
        for (Fact fact : added) {
            rows.add(row(account.id(), work.facts().size() + rows.size(), fact));
        }
        Sql.insertAll(
                jdbc,
                "INSERT INTO account_facts (account_id, position, number, at, commanded, spell, spell_started_at,"
                        + " arrears_since, clock_from, spells, time_zone, tier, arrears, available_funds)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows);
    }

    private void close(Account account, boolean held) {
        account.wakeAt(account.nextActionAt(), held);
        jdbc.update(
                "UPDATE accounts SET backlog_until = NULL, backlog_after = 0, backlog_held = FALSE WHERE id = ?",
                account.id());
        jdbc.update("DELETE FROM account_facts WHERE account_id = ?", account.id());
        jdbc.update("DELETE FROM open_notices WHERE account_id = ?", account.id());
    }

    /** The spells that ended among facts. */
    private static List<Integer> ended(List<Fact> facts) {
        List<Integer> ended = new ArrayList<>();
        for (int i = 1; i < facts.size(); i++) {
            Spell before = facts.get(i - 1).spell();
            Spell after = facts.get(i).spell();
            if (before != null && (after == null || after.number() != before.number())) {
                ended.add(before.number());
            }
        }
        return ended;
    }

    private static Object[] row(long accountId, int position, Fact fact) {
        Spell spell = fact.spell();
        return Sql.row(
                accountId,
                position,
                fact.number(),
                Sql.utc(fact.at()),
                fact.commanded(),
                spell == null ? null : spell.number(),
                spell == null ? null : Sql.utc(spell.startedAt()),
                spell == null ? null : Sql.utc(spell.since()),
                spell == null ? null : Sql.utcOrNull(spell.clockFrom()),
                fact.spells(),
                fact.zone().getId(),
                fact.tier(),
                fact.arrears().getAmount(),
                fact.availableFunds().getAmount());
    }

    private List<Fact> facts(Account account) {
        return jdbc.query(
                "SELECT * FROM account_facts WHERE account_id = ? ORDER BY position",
                (row, i) -> new Fact(
                        row.getLong("number"),
                        Sql.instant(row, "at"),
                        row.getBoolean("commanded"),
                        spell(row),
                        row.getInt("spells"),
                        ZoneId.of(row.getString("time_zone")),
                        row.getString("tier"),
                        Sql.money(row, "arrears", account.currency()),
                        Sql.money(row, "available_funds", account.currency())),
                account.id());
    }

    private static @Nullable Spell spell(ResultSet row) throws SQLException {
        Long number = Sql.longOrNull(row, "spell");
        return number == null
                ? null
                : new Spell(
                        number.intValue(),
                        Sql.instant(row, "spell_started_at"),
                        Sql.instant(row, "arrears_since"),
                        Sql.instantOrNull(row, "clock_from"));
    }

    private List<OpenNotice> openNotices(long accountId) {
        return jdbc.query(
                "SELECT * FROM open_notices WHERE account_id = ? ORDER BY notice_id",
                (row, i) -> new OpenNotice(
                        row.getLong("notice_id"),
                        Stage.valueOf(row.getString("stage")),
                        Sql.instant(row, "created_at"),
                        row.getString("cause"),
                        row.getInt("spell"),
                        Sql.instantOrNull(row, "deadline"),
                        json.readValue(row.getString("facts"), FACTS),
                        row.getInt("line_count"),
                        row.getBoolean("is_current")),
                accountId);
    }

    private void keep(long accountId, OpenNotice notice, boolean first) {
        String sql = first
                ? "INSERT INTO open_notices (spell, deadline, facts, line_count, is_current, stage, created_at, cause,"
                        + " account_id, notice_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                : "UPDATE open_notices SET spell = ?, deadline = ?, facts = ?, line_count = ?, is_current = ?,"
                        + " stage = ?, created_at = ?, cause = ? WHERE account_id = ? AND notice_id = ?";
        jdbc.update(
                sql,
                Sql.row(
                        notice.spell(),
                        Sql.utcOrNull(notice.deadline()),
                        json.writeValueAsString(notice.facts()),
                        notice.lines(),
                        notice.current(),
                        notice.stage().name(),
                        Sql.utc(notice.createdAt()),
                        notice.cause(),
                        accountId,
                        notice.id()));
    }
}
