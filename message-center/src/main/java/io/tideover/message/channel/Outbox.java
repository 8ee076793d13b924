package io.tideover.message.channel;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.catalog.Keyset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Messages written as files where no provider is configured, and the list of them (D7). Nothing is dropped. */
@Service
public class Outbox {

    /**
     * A message in the outbox.
     *
     * @param receiver the address it is for
     * @param subject a mail's subject, or how a text message begins
     * @param path under the outbox directory
     */
    public record Entry(
            long id,
            long accountId,
            long deliveryId,
            ChannelKind channel,
            String receiver,
            String subject,
            String path,
            Instant writtenAt) {

        public boolean isFor(String address) {
            return receiver.equalsIgnoreCase(address);
        }
    }

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final AccountClock clock;
    private final Path directory;

    Outbox(JdbcTemplate jdbc, Ids ids, AccountClock clock, MessageSite site) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.directory = site.dataDir().toAbsolutePath().normalize().resolve("outbox");
    }

    /** Messages, newest first. */
    public Page<Entry> page(@Nullable Long accountId, @Nullable String cursor, int limit) {
        return page(accountId, null, cursor, limit);
    }

    /** Those of an account's messages that are for one address, newest first. */
    public Page<Entry> addressedTo(long accountId, String address, @Nullable String cursor, int limit) {
        return page(accountId, address, cursor, limit);
    }

    private Page<Entry> page(@Nullable Long accountId, @Nullable String address, @Nullable String cursor, int limit) {
        int size = Keyset.limit(limit);
        Keyset after = Keyset.parse(cursor);
        StringBuilder sql = new StringBuilder("SELECT * FROM outbox_files WHERE 1 = 1");
        List<Object> arguments = new ArrayList<>();
        if (accountId != null) {
            sql.append(" AND account_id = ?");
            arguments.add(accountId);
        }
        if (address != null) {
            sql.append(" AND LOWER(receiver) = ?");
            arguments.add(address.toLowerCase(Locale.ROOT));
        }
        if (after != null) {
            sql.append(" AND (written_at < ? OR (written_at = ? AND id < ?))");
            arguments.addAll(List.of(Sql.utc(after.at()), Sql.utc(after.at()), after.id()));
        }
        sql.append(" ORDER BY written_at DESC, id DESC LIMIT ?");
        arguments.add(size + 1);
        return Keyset.page(
                jdbc.query(sql.toString(), (row, i) -> entry(row), arguments.toArray()),
                size,
                entry -> new Keyset(entry.writtenAt(), entry.id()));
    }

    /** One message; whoever asks has to check whether the caller may see its account. */
    public Optional<Entry> find(long id) {
        return jdbc.query("SELECT * FROM outbox_files WHERE id = ?", (row, i) -> entry(row), id).stream()
                .findFirst();
    }

    /** A message's file as it was written; empty where somebody took it away. */
    public Optional<byte[]> content(Entry entry) {
        Path file = directory.resolve(entry.path()).normalize();
        if (!file.startsWith(directory) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a message's file, whole or not at all, and lists it. A second copy of a delivery takes the place of the first. */
    void write(long accountId, long deliveryId, ChannelKind channel, String receiver, String subject, byte[] content) {
        String name = deliveryId + (channel == ChannelKind.EMAIL ? ".eml" : ".txt");
        try {
            Path folder = directory.resolve(Long.toString(accountId));
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, "draft-", ".tmp");
            Files.write(draft, content);
            Files.move(
                    draft, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        jdbc.update("DELETE FROM outbox_files WHERE account_id = ? AND delivery_id = ?", accountId, deliveryId);
        jdbc.update(
                "INSERT INTO outbox_files (id, account_id, delivery_id, channel, receiver, subject, path, written_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ids.next(),
                accountId,
                deliveryId,
                channel.name(),
                receiver,
                subject.length() > 500 ? subject.substring(0, 500) : subject,
                accountId + "/" + name,
                Sql.utc(clock.now(AccountClock.WALL)));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("id"),
                row.getLong("account_id"),
                row.getLong("delivery_id"),
                ChannelKind.valueOf(row.getString("channel")),
                row.getString("receiver"),
                row.getString("subject"),
                row.getString("path"),
                Sql.instant(row, "written_at"));
    }
}
