package io.tideover.message.routing;

import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.catalog.MessageCatalog;
import io.tideover.message.receiver.Receiver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Reads, for a whole batch of accounts at once, what notices are routed by. */
@Repository
public class Routing {

    private static final String RECEIVERS =
            "SELECT id, account_id, owner, user_id, name, email, email_verified_at, email_dead_at, phone,"
                    + " phone_verified_at, phone_dead_at, locale, created_at FROM receivers WHERE account_id IN ";

    private final JdbcTemplate jdbc;

    Routing(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The routers of accounts, by account id; a constant number of statements. */
    public Map<Long, Router> of(Collection<Long> accountIds) {
        Map<Long, List<Receiver>> receivers = receivers(accountIds);
        Map<Long, Map<MessageType, Set<Long>>> chosen = chosen(accountIds);
        Map<Long, Map<MessageType, Set<ChannelKind>>> channels = channels(accountIds);
        Map<Long, Locale> locales = locales(accountIds);
        Map<Long, Router> routers = new HashMap<>();
        for (long accountId : accountIds) {
            routers.put(
                    accountId,
                    new Router(
                            accountId,
                            receivers.getOrDefault(accountId, List.of()),
                            channels.getOrDefault(accountId, Map.of()),
                            chosen.getOrDefault(accountId, Map.of()),
                            locales.getOrDefault(accountId, Locale.ENGLISH)));
        }
        return routers;
    }

    /** The router of one account. */
    public Router of(long accountId) {
        return of(List.of(accountId)).values().iterator().next();
    }

    /**
     * A removed receiver is no longer chosen for anything; a type that it was the last one chosen for goes to the owner (M2).
     */
    public void forget(long accountId, long receiverId) {
        jdbc.update(
                "DELETE FROM message_setting_receivers WHERE account_id = ? AND receiver_id = ?",
                accountId,
                receiverId);
    }

    void store(MessageSetting setting) {
        String type = setting.type().name();
        jdbc.update("DELETE FROM message_settings WHERE account_id = ? AND type = ?", setting.accountId(), type);
        jdbc.update(
                "DELETE FROM message_setting_receivers WHERE account_id = ? AND type = ?", setting.accountId(), type);
        jdbc.update(
                "INSERT INTO message_settings (account_id, type, email_on, sms_on) VALUES (?, ?, ?, ?)",
                setting.accountId(),
                type,
                setting.channels().contains(ChannelKind.EMAIL),
                setting.channels().contains(ChannelKind.SMS));
        Sql.insertAll(
                jdbc,
                "INSERT INTO message_setting_receivers (account_id, type, receiver_id) VALUES (?, ?, ?)",
                setting.receiverIds().stream()
                        .map(receiver -> Sql.row(setting.accountId(), type, receiver))
                        .toList());
    }

    private Map<Long, List<Receiver>> receivers(Collection<Long> accountIds) {
        Map<Long, List<Receiver>> found = new HashMap<>();
        jdbc.query(
                RECEIVERS + Sql.in(accountIds) + " ORDER BY owner DESC, name, id",
                row -> {
                    String locale = row.getString("locale");
                    found.computeIfAbsent(row.getLong("account_id"), id -> new ArrayList<>())
                            .add(new Receiver(
                                    row.getLong("id"),
                                    row.getLong("account_id"),
                                    row.getBoolean("owner"),
                                    Sql.longOrNull(row, "user_id"),
                                    row.getString("name"),
                                    address(row, "email"),
                                    address(row, "phone"),
                                    locale == null ? null : Locale.forLanguageTag(locale),
                                    Sql.instant(row, "created_at")));
                },
                Sql.padded(accountIds).toArray());
        return found;
    }

    private static Receiver.@Nullable Address address(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        return value == null
                ? null
                : new Receiver.Address(
                        value,
                        Sql.instantOrNull(row, column + "_verified_at"),
                        Sql.instantOrNull(row, column + "_dead_at"));
    }

    private Map<Long, Map<MessageType, Set<Long>>> chosen(Collection<Long> accountIds) {
        Map<Long, Map<MessageType, Set<Long>>> found = new HashMap<>();
        jdbc.query(
                "SELECT account_id, type, receiver_id FROM message_setting_receivers WHERE account_id IN "
                        + Sql.in(accountIds),
                row -> {
                    found.computeIfAbsent(row.getLong("account_id"), id -> new EnumMap<>(MessageType.class))
                            .computeIfAbsent(MessageType.valueOf(row.getString("type")), type -> new HashSet<>())
                            .add(row.getLong("receiver_id"));
                },
                Sql.padded(accountIds).toArray());
        return found;
    }

    private Map<Long, Map<MessageType, Set<ChannelKind>>> channels(Collection<Long> accountIds) {
        Map<Long, Map<MessageType, Set<ChannelKind>>> found = new HashMap<>();
        jdbc.query(
                "SELECT account_id, type, email_on, sms_on FROM message_settings WHERE account_id IN "
                        + Sql.in(accountIds),
                row -> {
                    MessageType type = MessageType.valueOf(row.getString("type"));
                    Set<ChannelKind> on = EnumSet.noneOf(ChannelKind.class);
                    on.addAll(MessageCatalog.of(type).fixed());
                    if (row.getBoolean("email_on")) {
                        on.add(ChannelKind.EMAIL);
                    }
                    if (row.getBoolean("sms_on")) {
                        on.add(ChannelKind.SMS);
                    }
                    found.computeIfAbsent(row.getLong("account_id"), id -> new EnumMap<>(MessageType.class))
                            .put(type, on);
                },
                Sql.padded(accountIds).toArray());
        return found;
    }

    private Map<Long, Locale> locales(Collection<Long> accountIds) {
        Map<Long, Locale> found = new HashMap<>();
        jdbc.query(
                "SELECT id, locale FROM accounts WHERE id IN " + Sql.in(accountIds),
                row -> {
                    found.put(row.getLong("id"), Locale.forLanguageTag(row.getString("locale")));
                },
                Sql.padded(accountIds).toArray());
        return found;
    }
}
