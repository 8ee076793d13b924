package io.tideover.message.notice;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.message.catalog.Category;
import io.tideover.message.catalog.Keyset;
import io.tideover.message.catalog.MessageCatalog;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** In-site messages: the account's notices, and which of them a user has read. Those overtaken by newer ones are not shown. */
@Service
public class Inbox {

    /** The unread count stops here; a page shows it as "99+". */
    public static final int COUNTED = 100;

    /** An in-site message. */
    public record Message(StoredNotice notice, boolean read) {}

    /**
     * What a list is narrowed to.
     *
     * @param category null for all
     */
    public record Filter(@Nullable Category category, boolean unreadOnly) {

        public static final Filter ALL = new Filter(null, false);
    }

    /** A verification goes to the address being verified alone. */
    private static final String SHOWN =
            " n.account_id = ? AND n.superseded = FALSE AND n.stage <> 'RECEIVER_VERIFICATION'";

    private static final String READ_BY_USER =
            " LEFT JOIN message_reads r ON r.account_id = n.account_id AND r.user_id = ? AND r.notice_id = n.id";

    private static final String UNREAD =
            "SELECT n.id, n.created_at FROM notices n" + READ_BY_USER + " WHERE" + SHOWN + " AND r.notice_id IS NULL";

    private static final String OLDER = " AND (n.created_at < ? OR (n.created_at = ? AND n.id < ?))";
    private static final String NEWEST_FIRST = " ORDER BY n.created_at DESC, n.id DESC LIMIT ?";

    /** Messages marked in one transaction. */
    static final int PORTION = 1_000;

    private final JdbcTemplate jdbc;
    private final Notices notices;
    private final AccountClock clock;
    private final TransactionTemplate transaction;

    Inbox(JdbcTemplate jdbc, Notices notices, AccountClock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.notices = notices;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** A user's messages of an account, newest first. */
    @Transactional(readOnly = true)
    public Page<Message> page(long accountId, long userId, Filter filter, @Nullable String cursor, int limit) {
        int size = Keyset.limit(limit);
        Keyset after = Keyset.parse(cursor);
        StringBuilder sql = new StringBuilder("SELECT n.*, r.read_at FROM notices n" + READ_BY_USER + " WHERE" + SHOWN);
        List<Object> arguments = new ArrayList<>(List.of(userId, accountId));
        Category category = filter.category();
        if (category != null) {
            List<MessageType> types = MessageCatalog.types(category);
            sql.append(" AND n.type IN (")
                    .append(String.join(",", Collections.nCopies(types.size(), "?")))
                    .append(")");
            types.forEach(type -> arguments.add(type.name()));
        }
        if (filter.unreadOnly()) {
            sql.append(" AND r.notice_id IS NULL");
        }
        if (after != null) {
            sql.append(OLDER);
            arguments.addAll(List.of(Sql.utc(after.at()), Sql.utc(after.at()), after.id()));
        }
        sql.append(NEWEST_FIRST);
        arguments.add(size + 1);
        Page<Message> page = Keyset.page(
                jdbc.query(
                        sql.toString(),
                        (row, i) -> new Message(notices.notice(row), Sql.instantOrNull(row, "read_at") != null),
                        arguments.toArray()),
                size,
                message -> new Keyset(
                        message.notice().createdAt(), message.notice().id()));
        List<StoredNotice> complete =
                notices.complete(page.items().stream().map(Message::notice).toList());
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < complete.size(); i++) {
            messages.add(new Message(complete.get(i), page.items().get(i).read()));
        }
        return new Page<>(List.copyOf(messages), page.nextCursor());
    }

    /** One message of an account; empty where it has none with this id. */
    @Transactional(readOnly = true)
    public Optional<Message> find(long accountId, long userId, long noticeId) {
        return jdbc
                .query(
                        "SELECT n.*, r.read_at FROM notices n" + READ_BY_USER + " WHERE" + SHOWN + " AND n.id = ?",
                        (row, i) -> new Message(notices.notice(row), Sql.instantOrNull(row, "read_at") != null),
                        userId,
                        accountId,
                        noticeId)
                .stream()
                .findFirst()
                .map(message ->
                        new Message(notices.complete(List.of(message.notice())).getFirst(), message.read()));
    }

    /** How many messages a user has not read, up to {@link #COUNTED}. */
    @Transactional(readOnly = true)
    public int unread(long accountId, long userId) {
        Integer count = jdbc.queryForObject(
                "SELECT COUNT(*) FROM (" + UNREAD + " LIMIT ?) unread", Integer.class, userId, accountId, COUNTED);
        return count == null ? 0 : count;
    }

    /** Marks one message read; one that is read, or another account's, is left as it is. */
    @Transactional
    public void markRead(long accountId, long userId, long noticeId) {
        lock(accountId);
        insert(
                accountId,
                userId,
                jdbc.query(UNREAD + " AND n.id = ?", (row, i) -> row.getLong("id"), userId, accountId, noticeId));
    }

    /**
     * Marks every message of the account read for a user, the newest first: in portions, each in a transaction of its own, so that
     * nobody waits for years of messages.
     */
    public void markAllRead(long accountId, long userId) {
        Keyset last = null;
        do {
            Keyset before = last;
            last = transaction.execute(status -> markSome(accountId, userId, before));
        } while (last != null);
    }

    /** Marks a portion of those older than one of them; the oldest that was marked, or null where no more are left. */
    private @Nullable Keyset markSome(long accountId, long userId, @Nullable Keyset before) {
        lock(accountId);
        List<Object> arguments = new ArrayList<>(List.of(userId, accountId));
        String older = "";
        if (before != null) {
            older = OLDER;
            arguments.addAll(List.of(Sql.utc(before.at()), Sql.utc(before.at()), before.id()));
        }
        arguments.add(PORTION);
        List<Keyset> unread = jdbc.query(
                UNREAD + older + NEWEST_FIRST,
                (row, i) -> new Keyset(Sql.instant(row, "created_at"), row.getLong("id")),
                arguments.toArray());
        insert(accountId, userId, unread.stream().map(Keyset::id).toList());
        return unread.size() < PORTION ? null : unread.getLast();
    }

    /** Two tabs that mark at once must not insert one row twice. */
    private void lock(long accountId) {
        jdbc.query("SELECT id FROM accounts WHERE id = ? FOR UPDATE", row -> {}, accountId);
    }

    private void insert(long accountId, long userId, List<Long> noticeIds) {
        LocalDateTime now = Sql.utc(clock.now(AccountClock.WALL));
        Sql.insertAll(
                jdbc,
                "INSERT INTO message_reads (account_id, user_id, notice_id, read_at) VALUES (?, ?, ?, ?)",
                noticeIds.stream()
                        .map(notice -> Sql.row(accountId, userId, notice, now))
                        .toList());
    }
}
