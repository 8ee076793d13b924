package io.tideover.message.receiver;

import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.catalog.Keyset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The revision history of contacts: append-only, and each entry is told to the owner (M5). */
@Repository
public class ContactJournal {

    /** Ten names of 100 characters before, and ten after, with room to spare. */
    private static final int LONGEST_DETAIL = 4_000;

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final ContactChanges changes;

    ContactJournal(JdbcTemplate jdbc, Ids ids, ContactChanges changes) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.changes = changes;
    }

    /** Writes an entry and tells the owner. The caller holds the account's lock. */
    public void record(AccountCard account, String actor, RevisionAction action, String target, String detail) {
        record(account, actor, action, target, detail, Map.of());
    }

    void record(
            AccountCard account,
            String actor,
            RevisionAction action,
            String target,
            String detail,
            Map<ChannelKind, String> former) {
        long id = ids.next();
        String kept = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
        jdbc.update(
                "INSERT INTO contact_revisions (id, account_id, at, actor, action, target, detail)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                account.id(),
                Sql.utc(account.now()),
                actor,
                action.name(),
                target,
                kept);
        changes.changed(new ContactChange(account, id, actor, action, target, kept, former));
    }

    /** An account's entries, newest first. */
    public Page<Revision> page(long accountId, @Nullable String cursor, int limit) {
        int size = Keyset.limit(limit);
        Keyset after = Keyset.parse(cursor);
        StringBuilder sql = new StringBuilder("SELECT * FROM contact_revisions WHERE account_id = ?");
        List<Object> arguments = new ArrayList<>(List.of(accountId));
        if (after != null) {
            sql.append(" AND (at < ? OR (at = ? AND id < ?))");
            arguments.addAll(List.of(Sql.utc(after.at()), Sql.utc(after.at()), after.id()));
        }
        sql.append(" ORDER BY at DESC, id DESC LIMIT ?");
        arguments.add(size + 1);
        List<Revision> rows = jdbc.query(
                sql.toString(),
                (row, i) -> new Revision(
                        row.getLong("id"),
                        row.getLong("account_id"),
                        Sql.instant(row, "at"),
                        row.getString("actor"),
                        RevisionAction.valueOf(row.getString("action")),
                        row.getString("target"),
                        row.getString("detail")),
                arguments.toArray());
        return Keyset.page(rows, size, revision -> new Keyset(revision.at(), revision.id()));
    }
}
