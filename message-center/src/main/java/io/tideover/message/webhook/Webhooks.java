package io.tideover.message.webhook;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Page;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.event.EventType;
import io.tideover.message.receiver.AccountCards;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The endpoints that are told of events: an account's own, told of what happens to it, and operators', told of everything (D9). Whoever
 * calls has to check whose they are.
 */
@Service
public class Webhooks {

    /** Endpoints of an account, and those of the operators. */
    public static final int MOST = 10;

    /** How long the secret before the last one signs as well. */
    public static final Duration BOTH_SIGN = Duration.ofHours(24);

    static final long EVERY_ACCOUNT = 0;

    private static final int LONGEST_URL = 1_000;
    private static final int LONGEST_DESCRIPTION = 200;

    /** As URLs write addresses: a name does not end in digits, and has no colon. */
    private static final Pattern ADDRESS = Pattern.compile("\\[.*]|.*[0-9]");

    private static final String COLUMNS = "SELECT id, account_id, url, description, event_types, format, state, secret,"
            + " old_secret, old_secret_until, created_at FROM webhooks WHERE removed_at IS NULL AND ";

    /**
     * An endpoint with its new secret, which is shown this once.
     *
     * @param secret what its messages are signed with, {@code whsec_...}
     */
    public record Created(Webhook webhook, String secret) {

        @Override
        public String toString() {
            return "Created[" + webhook + "]";
        }
    }

    /** What is changed of an endpoint; null stays as it is. */
    public record Changes(
            @Nullable String url,
            @Nullable List<String> eventTypes,
            @Nullable String description,
            @Nullable String format,
            @Nullable Boolean enabled) {}

    /** An endpoint with what its messages are signed with now. */
    record Signing(Webhook webhook, List<String> secrets) {

        @Override
        public String toString() {
            return "Signing[" + webhook + "]";
        }
    }

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final AccountClock clock;
    private final AccountCards accounts;
    private final WebhookSecrets secrets;
    private final WebhookSettings settings;
    private final WebhookMessages messages;

    Webhooks(
            JdbcTemplate jdbc,
            Ids ids,
            AccountClock clock,
            AccountCards accounts,
            WebhookSecrets secrets,
            WebhookSettings settings,
            WebhookMessages messages) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.accounts = accounts;
        this.secrets = secrets;
        this.settings = settings;
        this.messages = messages;
    }

    /**
     * Registers an endpoint.
     *
     * @param accountId null for one that is told of all accounts
     * @param eventTypes codes; empty for all
     * @param format one of {@link #formats}; null for the usual one
     * @throws Refusal where a value is wrong (422), or there are {@link #MOST} already (409 {@code TOO_MANY_WEBHOOKS})
     */
    @Transactional
    public Created add(
            @Nullable Long accountId,
            String url,
            List<String> eventTypes,
            @Nullable String description,
            @Nullable String format) {
        Refusal.ofAll(() -> url(url), () -> types(eventTypes), () -> description(description), () -> format(format));
        String checked = url(url);
        Set<EventType> types = types(eventTypes);
        String text = description(description);
        String wanted = format(format);
        long owner =
                accountId == null ? EVERY_ACCOUNT : accounts.lock(accountId).id();
        Integer there = jdbc.queryForObject(
                "SELECT COUNT(*) FROM webhooks WHERE account_id = ? AND removed_at IS NULL", Integer.class, owner);
        if (there != null && there >= MOST) {
            throw Refusal.conflict("TOO_MANY_WEBHOOKS", "There are {} webhooks already.", MOST);
        }
        long id = ids.next();
        String secret = secrets.create();
        jdbc.update(
                "INSERT INTO webhooks (id, account_id, url, description, event_types, format, state, secret, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                owner,
                checked,
                text,
                codes(types),
                wanted,
                Webhook.State.ENABLED.name(),
                secrets.seal(id, secret),
                Sql.utc(now()));
        return new Created(get(id), secret);
    }

    public Optional<Webhook> find(long id) {
        return jdbc.query(COLUMNS + "id = ?", (row, i) -> webhook(row), id).stream()
                .findFirst();
    }

    /**
     * An endpoint.
     *
     * @throws Refusal where there is no such
     */
    public Webhook get(long id) {
        return find(id).orElseThrow(Webhooks::unknown);
    }

    /** An account's endpoints, or those of the operators, oldest first. */
    public List<Webhook> of(@Nullable Long accountId) {
        return jdbc.query(
                COLUMNS + "account_id = ? ORDER BY id",
                (row, i) -> webhook(row),
                accountId == null ? EVERY_ACCOUNT : accountId);
    }

    /** The endpoints of all accounts and of the operators, oldest first. */
    public Page<Webhook> all(@Nullable String cursor, int limit) {
        return Page.of(
                jdbc.query(
                        COLUMNS + "id > ? ORDER BY id LIMIT ?",
                        (row, i) -> webhook(row),
                        Page.cursor(cursor, 0),
                        limit + 1),
                limit,
                Webhook::id);
    }

    /**
     * Changes an endpoint. One that is switched on again is told of what happens from now on, and of what is still being retried.
     *
     * @throws Refusal where there is no such endpoint, or a value is wrong (422)
     */
    @Transactional
    public Webhook change(long id, Changes changes) {
        Webhook before = locked(id);
        jdbc.update(
                "UPDATE webhooks SET url = ?, event_types = ?, description = ?, format = ?, state = ? WHERE id = ?",
                changes.url() == null ? before.url() : url(changes.url()),
                codes(changes.eventTypes() == null ? before.eventTypes() : types(changes.eventTypes())),
                changes.description() == null ? before.description() : description(changes.description()),
                changes.format() == null ? before.format() : format(changes.format()),
                (changes.enabled() == null
                                ? before.state()
                                : changes.enabled() ? Webhook.State.ENABLED : Webhook.State.SWITCHED_OFF)
                        .name(),
                id);
        return get(id);
    }

    /**
     * Removes an endpoint; what waits for it is not sent.
     *
     * @throws Refusal where there is no such
     */
    @Transactional
    public void remove(long id) {
        locked(id);
        jdbc.update("UPDATE webhooks SET removed_at = ? WHERE id = ?", Sql.utc(now()), id);
    }

    /**
     * Gives an endpoint a new secret; the one before it signs as well for {@link #BOTH_SIGN}.
     *
     * @throws Refusal where there is no such endpoint
     */
    @Transactional
    public Created rotateSecret(long id) {
        locked(id);
        String secret = secrets.create();
        // old_secret before secret: MySQL reads in a row what it has set in it
        jdbc.update(
                "UPDATE webhooks SET old_secret = secret, old_secret_until = ?, secret = ? WHERE id = ?",
                Sql.utc(now().plus(BOTH_SIGN)),
                secrets.seal(id, secret),
                id);
        return new Created(get(id), secret);
    }

    /** The endpoint wants nothing more. */
    void gone(long id) {
        jdbc.update(
                "UPDATE webhooks SET state = ? WHERE id = ? AND state = ?",
                Webhook.State.GONE.name(),
                id,
                Webhook.State.ENABLED.name());
    }

    Optional<Signing> signing(long id) {
        Instant now = now();
        return jdbc
                .query(
                        COLUMNS + "id = ?",
                        (row, i) -> {
                            List<String> good = new ArrayList<>(List.of(secrets.open(id, row.getString("secret"))));
                            Instant both = Sql.instantOrNull(row, "old_secret_until");
                            if (both != null && now.isBefore(both)) {
                                good.add(secrets.open(id, row.getString("old_secret")));
                            }
                            return new Signing(webhook(row), good);
                        },
                        id)
                .stream()
                .findFirst();
    }

    /** The endpoints that are to be told of what happens to any of these accounts: one statement. */
    List<Webhook> listening(Collection<Long> accountIds) {
        List<Long> owners = new ArrayList<>(accountIds);
        owners.add(EVERY_ACCOUNT);
        return jdbc.query(
                COLUMNS + "state = 'ENABLED' AND account_id IN " + Sql.in(owners),
                (row, i) -> webhook(row),
                Sql.padded(owners).toArray());
    }

    private Webhook locked(long id) {
        return jdbc.query(COLUMNS + "id = ? FOR UPDATE", (row, i) -> webhook(row), id).stream()
                .findFirst()
                .orElseThrow(Webhooks::unknown);
    }

    private Instant now() {
        return clock.now(AccountClock.WALL);
    }

    /** An address that may be posted to. Where a name leads is looked at each time something is sent. */
    private String url(String given) {
        String url = given.strip();
        if (url.isEmpty() || url.length() > LONGEST_URL) {
            throw Refusal.invalid("url", "has 1 to {} characters", LONGEST_URL);
        }
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw Refusal.invalid("url", "is not a URL");
        }
        boolean web =
                "https".equals(uri.getScheme()) || (settings.allowPrivateAddresses() && "http".equals(uri.getScheme()));
        if (!web) {
            throw Refusal.invalid("url", "must begin with https://");
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw Refusal.invalid("url", "must have a host, and neither a user nor a fragment");
        }
        if (!settings.allowPrivateAddresses() && isPrivate(uri.getHost())) {
            throw Refusal.invalid("url", "leads to an address that webhooks are not sent to");
        }
        return uri.toASCIIString();
    }

    private static boolean isPrivate(String host) {
        if (!ADDRESS.matcher(host).matches()) {
            return host.equalsIgnoreCase("localhost")
                    || host.toLowerCase(Locale.ROOT).endsWith(".localhost");
        }
        try {
            // names end in a letter: this looks nothing up
            return !AddressLine.isPublic(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return true;
        }
    }

    private static Set<EventType> types(List<String> codes) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        for (String code : codes) {
            types.add(EventType.of(code)
                    .orElseThrow(() -> Refusal.invalid(
                            "eventTypes",
                            "must be some of {}",
                            Arrays.stream(EventType.values())
                                    .map(EventType::code)
                                    .toList())));
        }
        return types;
    }

    private static String description(@Nullable String given) {
        String text = given == null ? "" : given.strip();
        if (text.length() > LONGEST_DESCRIPTION || text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid(
                    "description", "has at most {} characters, and no control characters", LONGEST_DESCRIPTION);
        }
        return text;
    }

    /** Codes of the formats there are to choose, the usual one first. */
    public List<String> formats() {
        return messages.formats();
    }

    private String format(@Nullable String given) {
        String code = given == null || given.isEmpty() ? WebhookFormat.STANDARD : given;
        if (!formats().contains(code)) {
            throw Refusal.invalid("format", "must be one of {}", formats());
        }
        return code;
    }

    private static String codes(Set<EventType> types) {
        return types.stream().sorted().map(EventType::code).collect(Collectors.joining(","));
    }

    private Webhook webhook(ResultSet row) throws SQLException {
        long owner = row.getLong("account_id");
        String codes = row.getString("event_types");
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        if (!codes.isEmpty()) {
            Arrays.stream(codes.split(",")).forEach(code -> EventType.of(code).ifPresent(types::add));
        }
        Instant both = Sql.instantOrNull(row, "old_secret_until");
        return new Webhook(
                row.getLong("id"),
                owner == EVERY_ACCOUNT ? null : owner,
                row.getString("url"),
                row.getString("description"),
                types,
                row.getString("format"),
                Webhook.State.valueOf(row.getString("state")),
                Sql.instant(row, "created_at"),
                both != null && now().isBefore(both) ? both : null);
    }

    private static Refusal unknown() {
        return Refusal.notFound("webhook");
    }
}
