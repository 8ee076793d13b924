package io.tideover.portal.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.refusal.Refusal;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/** Keys of the HTTP API: stored hashed, with scopes, limited to one account or to none. */
@Service
public class ApiKeys {

    /** A new key; {@code plain} is what callers send, and is never to be had again. */
    public record Created(ApiKey key, String plain) {}

    private static final int LONGEST_NAME = 100;
    private static final int MOST = 500;
    private static final int MOST_CACHED = 10_000;
    private static final int SECRET_BYTES = 32;

    /** For so long a key that was revoked on another node still works on this one. */
    private static final Duration REMEMBERED = Duration.ofMillis(900);

    private static final Duration NOTED_EVERY = Duration.ofMinutes(1);

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final Clock clock;
    private final Accounts accounts;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Optional<ApiKey>> known = Caffeine.newBuilder()
            .maximumSize(MOST_CACHED)
            .expireAfterWrite(REMEMBERED)
            .build();

    ApiKeys(JdbcTemplate jdbc, Ids ids, Clock clock, Accounts accounts) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.accounts = accounts;
    }

    /**
     * Makes a key.
     *
     * @param accountId the account to limit it to, or null
     * @throws Refusal where the name or the scopes are wrong, or there is no such account
     */
    public Created create(@Nullable String name, Collection<ApiScope> scopes, @Nullable Long accountId) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String plain = "tide_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new Created(store(plain, name, scopes, accountId), plain);
    }

    /** Stores a key whose text is given, unless it is there already. */
    void ensure(String plain, String name, Collection<ApiScope> scopes) {
        if (find(Hashes.sha256(plain)).isEmpty()) {
            store(plain, name, scopes, null);
        }
    }

    /**
     * Takes a key out of use, on this node at once.
     *
     * @throws Refusal where there is no such key
     */
    public void revoke(long id) {
        int revoked = jdbc.update("UPDATE api_keys SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?", now(), id);
        if (revoked == 0) {
            throw Refusal.notFound("API key");
        }
        known.invalidateAll();
    }

    /** Keys, newest first, those that were revoked behind the others; at most 500. */
    public List<ApiKey> list() {
        return jdbc.query(
                "SELECT * FROM api_keys ORDER BY CASE WHEN revoked_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT " + MOST,
                (row, i) -> key(row));
    }

    /**
     * One of them.
     *
     * @throws Refusal where there is none with this id
     */
    public ApiKey get(long id) {
        return jdbc.query("SELECT * FROM api_keys WHERE id = ?", (row, i) -> key(row), id).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("API key"));
    }

    /** The key whose text this is; empty where there is none or it was revoked. */
    public Optional<ApiKey> authenticate(String plain) {
        Optional<ApiKey> key = known.get(Hashes.sha256(plain), this::used);
        return key == null ? Optional.empty() : key.filter(each -> !each.isRevoked());
    }

    /** The key behind a hash; writes down that it was used, once a minute at most. */
    private Optional<ApiKey> used(String hash) {
        Optional<ApiKey> found = find(hash);
        Instant now = clock.instant();
        found.filter(key -> !key.isRevoked()
                        && (key.lastUsedAt() == null
                                || key.lastUsedAt().plus(NOTED_EVERY).isBefore(now)))
                .ifPresent(key ->
                        jdbc.update("UPDATE api_keys SET last_used_at = ? WHERE id = ?", Sql.utc(now), key.id()));
        return found;
    }

    private ApiKey store(String plain, @Nullable String name, Collection<ApiScope> scopes, @Nullable Long accountId) {
        requireGood(name, scopes);
        String called = name(name);
        if (accountId != null) {
            accounts.get(accountId);
        }
        Instant now = clock.instant();
        long id = ids.next();
        jdbc.update(
                "INSERT INTO api_keys (id, name, key_hash, scopes, account_id, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                id,
                called,
                Hashes.sha256(plain),
                scopes.stream().map(ApiScope::code).distinct().sorted().collect(Collectors.joining(",")),
                accountId,
                Sql.utc(now));
        known.invalidateAll();
        return new ApiKey(id, called, Set.copyOf(scopes), accountId, now, null, null);
    }

    /**
     * Whether a key can be called so and can have these scopes.
     *
     * @throws Refusal where not, with all that is wrong
     */
    public static void requireGood(@Nullable String name, Collection<ApiScope> scopes) {
        Refusal.ofAll(() -> name(name), () -> {
            if (scopes.isEmpty()) {
                throw Refusal.invalid("scopes", "needs at least one scope");
            }
        });
    }

    private Optional<ApiKey> find(String hash) {
        return jdbc.query("SELECT * FROM api_keys WHERE key_hash = ?", (row, i) -> key(row), hash).stream()
                .findFirst();
    }

    private Object now() {
        return Sql.utc(clock.instant());
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getLong("id"),
                row.getString("name"),
                // a scope that a later version knew and this one does not is no scope
                Arrays.stream(row.getString("scopes").split(","))
                        .map(ApiScope::of)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet()),
                Sql.longOrNull(row, "account_id"),
                Sql.instant(row, "created_at"),
                Sql.instantOrNull(row, "revoked_at"),
                Sql.instantOrNull(row, "last_used_at"));
    }

    private static String name(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw Refusal.invalid("name", "is required");
        }
        String text = name.strip();
        if (text.length() > LONGEST_NAME) {
            throw Refusal.invalid("name", "has at most {} characters", LONGEST_NAME);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.invalid("name", "must not contain control characters");
        }
        return text;
    }
}
