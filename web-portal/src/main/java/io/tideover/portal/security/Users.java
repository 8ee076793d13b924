package io.tideover.portal.security;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.receiver.Receivers;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The users of the portal: adding, inviting, changing and removing them. */
@Service
public class Users {

    /**
     * A user as lists show it.
     *
     * @param accepted whether the user has a password yet
     * @param mailError why the invitation did not arrive, or null
     */
    public record Listed(
            PortalUser user,
            boolean accepted,
            Instant createdAt,
            @Nullable String mailError) {}

    static final int SHORTEST_PASSWORD = 10;
    /** Longer ones would be cut by the encoder. */
    static final int LONGEST_PASSWORD = 72;

    /** Users an account can have, and operators there can be: as many as their lists show. */
    private static final int MOST = 500;

    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_NAME = 100;

    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]");

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final AccountClock clock;
    private final PasswordEncoder passwords;
    private final OneTimeLinks links;
    private final DoorMail mail;
    private final SignedIn signedIn;
    private final SignInThrottle throttle;
    private final Receivers receivers;

    Users(
            JdbcTemplate jdbc,
            Ids ids,
            AccountClock clock,
            PasswordEncoder passwords,
            OneTimeLinks links,
            DoorMail mail,
            SignedIn signedIn,
            SignInThrottle throttle,
            Receivers receivers) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.passwords = passwords;
        this.links = links;
        this.mail = mail;
        this.signedIn = signedIn;
        this.throttle = throttle;
        this.receivers = receivers;
    }

    public Optional<PortalUser> find(long id) {
        return jdbc.query("SELECT * FROM portal_users WHERE id = ?", (row, i) -> user(row), id).stream()
                .findFirst();
    }

    /** The user of an account with this id; the same refusal for another account's as for none. */
    public PortalUser get(long accountId, long id) {
        return find(id).filter(user -> user.accountId() != null && user.accountId() == accountId)
                .orElseThrow(() -> Refusal.notFound("user"));
    }

    public List<Listed> ofAccount(long accountId) {
        Map<Long, String> failures = mail.failures(accountId);
        return jdbc.query(
                "SELECT * FROM portal_users WHERE account_id = ? ORDER BY id LIMIT " + MOST,
                (row, i) -> new Listed(
                        user(row),
                        row.getString("password_hash") != null,
                        Sql.instant(row, "created_at"),
                        failures.get(row.getLong("id"))),
                accountId);
    }

    public boolean hasOperator() {
        Integer count = jdbc.queryForObject(
                "SELECT COUNT(*) FROM portal_users WHERE role = 'OPERATOR' AND password_hash IS NOT NULL",
                Integer.class);
        return count != null && count > 0;
    }

    /** Adds a user who can sign in at once. */
    @Transactional
    public PortalUser add(
            @Nullable Long accountId, String email, String name, Role role, Locale locale, String password) {
        return insert(accountId, email, name, role, locale, encoded(password));
    }

    /**
     * Makes the owner of a new account a user who has not come in yet. No mail goes out: an operator sends the invitation, or the
     * owner asks for a new password. Where the address is a user's already, which is another account's, nothing happens.
     */
    @Transactional
    public void expectOwner(long accountId, String email, String name, Locale locale) {
        if (credentials(email).isPresent()) {
            return;
        }
        try {
            insert(new PortalUser(ids.next(), accountId, email, shortened(name), Role.OWNER, locale), key(email), null);
        } catch (DuplicateKeyException e) {
            // somebody with this address was added meanwhile
        }
    }

    /**
     * Adds a user, and mails a link by which to set a password, once, within seven days. Where the address is with another account, the
     * answer is the same, and the mail says so to its reader alone: nobody learns by inviting who is a user elsewhere.
     *
     * @throws Refusal where a value is wrong, the address is a user's of the same account already (409 {@code EMAIL_TAKEN}), or there are
     *     {@link #MOST} already (409 {@code TOO_MANY_USERS})
     */
    @Transactional
    public PortalUser invite(
            @Nullable Long accountId,
            @Nullable String email,
            @Nullable String name,
            @Nullable String role,
            Locale locale) {
        Refusal.ofAll(() -> name(name), () -> email(email), () -> role(role, accountId == null));
        requireRoom(accountId);
        Role wanted = role(role, accountId == null);
        PortalUser user = new PortalUser(ids.next(), accountId, email(email), name(name), wanted, locale);
        if (accountId == null) {
            store(user, key(user.email()), null);
        } else {
            invite(user, accountId);
        }
        mail.queue(OneTimeLinks.Purpose.INVITATION, user.id());
        return user;
    }

    private void requireRoom(@Nullable Long accountId) {
        Integer there = accountId == null
                ? jdbc.queryForObject("SELECT COUNT(*) FROM portal_users WHERE role = 'OPERATOR'", Integer.class)
                : jdbc.queryForObject(
                        "SELECT COUNT(*) FROM portal_users WHERE account_id = ?", Integer.class, accountId);
        if (there != null && there >= MOST) {
            throw Refusal.conflict("TOO_MANY_USERS", "There are {} users already.", MOST);
        }
    }

    private void invite(PortalUser user, long accountId) {
        String waiting = accountId + " " + key(user.email());
        Integer known = jdbc.queryForObject(
                "SELECT COUNT(*) FROM portal_users WHERE account_id = ? AND email_key IN (?, ?)",
                Integer.class,
                accountId,
                key(user.email()),
                waiting);
        if (known != null && known > 0) {
            throw taken();
        }
        try {
            insert(user, key(user.email()), null);
        } catch (DuplicateKeyException e) {
            // the address is with another account: the user waits for it, and is unique in this one meanwhile
            store(user, waiting, null);
        }
    }

    /** Mails a new link to a user who has not accepted yet; the one before is worth nothing any more. */
    @Transactional
    public PortalUser inviteAgain(long accountId, long id) {
        PortalUser user = get(accountId, id);
        if (passwordHash(id) != null) {
            throw Refusal.conflict("ALREADY_ACCEPTED", "The invitation has been accepted.");
        }
        mail.queue(OneTimeLinks.Purpose.INVITATION, id);
        return user;
    }

    public Optional<PortalUser> awaiting(String token) {
        return links.find(OneTimeLinks.Purpose.INVITATION, token)
                .map(OneTimeLinks.Link::userId)
                .flatMap(this::find);
    }

    /**
     * Accepts an invitation with a password, once. The link came by mail, so that the address is verified, and the user becomes a
     * receiver who can be chosen (M2) as long as there is room for one.
     */
    @Transactional
    public PortalUser accept(String token, @Nullable String password, @Nullable String again) {
        String hash = encoded(agreed(password, again));
        Long id = links.use(OneTimeLinks.Purpose.INVITATION, token).userId();
        if (id == null) {
            throw Refusal.notFound("invitation");
        }
        jdbc.update("UPDATE portal_users SET password_hash = ? WHERE id = ?", hash, id);
        PortalUser user = find(id).orElseThrow(() -> Refusal.notFound("invitation"));
        Long accountId = user.accountId();
        if (accountId != null
                && user.role() != Role.OWNER
                && receivers.list(accountId).size() < Receivers.MOST) {
            receivers.addUser(accountId, id, user.name(), user.email(), user.locale(), user.actor());
        }
        return user;
    }

    /**
     * Mails a link to whoever forgot a password; who was invited and has not come in yet is invited again. The caller learns nothing,
     * neither whether there is such a user nor whether it was asked too often.
     *
     * @param origin where it is asked from
     */
    @Transactional
    public void forgot(@Nullable String email, String origin) {
        String address = email == null ? "" : email.strip();
        if (address.length() > LONGEST_EMAIL || !throttle.letsForget(address, origin)) {
            return;
        }
        credentials(address)
                .ifPresent(found -> mail.queue(
                        found.passwordHash() == null ? OneTimeLinks.Purpose.INVITATION : OneTimeLinks.Purpose.PASSWORD,
                        found.user().id()));
    }

    /** Whose password a link sets; empty where it is not good any more. */
    public Optional<PortalUser> forgetful(String token) {
        return links.find(OneTimeLinks.Purpose.PASSWORD, token)
                .map(OneTimeLinks.Link::userId)
                .flatMap(this::find);
    }

    /** Sets a new password by the link of a mail, once, and signs the user out everywhere. */
    @Transactional
    public PortalUser reset(String token, @Nullable String password, @Nullable String again) {
        String hash = encoded(agreed(password, again));
        PortalUser user = Optional.ofNullable(
                        links.use(OneTimeLinks.Purpose.PASSWORD, token).userId())
                .flatMap(this::find)
                .orElseThrow(() -> Refusal.notFound("link"));
        jdbc.update("UPDATE portal_users SET password_hash = ? WHERE id = ?", hash, user.id());
        throttle.succeeded(user.email());
        signedIn.endOthers(user.id(), null);
        return user;
    }

    /** Makes the first operator by the link of the log, once. */
    @Transactional
    public PortalUser setUp(
            String token,
            @Nullable String email,
            @Nullable String name,
            @Nullable String password,
            @Nullable String again,
            Locale locale) {
        Refusal.ofAll(() -> name(name), () -> email(email), () -> agreed(password, again));
        String hash = encoded(agreed(password, again));
        links.use(OneTimeLinks.Purpose.SET_UP, token);
        return insert(null, email, name, Role.OPERATOR, locale, hash);
    }

    @Transactional
    public void changeProfile(long id, @Nullable String name, @Nullable String locale) {
        jdbc.update(
                "UPDATE portal_users SET name = ?, locale = ? WHERE id = ?",
                name(name),
                locale(locale).toLanguageTag(),
                id);
    }

    @Transactional
    public void speak(long id, Locale locale) {
        jdbc.update("UPDATE portal_users SET locale = ? WHERE id = ?", locale.toLanguageTag(), id);
    }

    /**
     * Changes a password, and ends the user's other sign-ins. Whoever has come by a sign-in guesses here no more often than at the door.
     *
     * @param session the id of the one that goes on
     * @param origin where it is asked from
     */
    // a wrong password commits: the try has to count
    @Transactional(noRollbackFor = Refusal.class)
    public void changePassword(
            PortalUser user,
            @Nullable String current,
            @Nullable String password,
            @Nullable String again,
            @Nullable String session,
            String origin) {
        Refusal.ofAll(() -> requireOwn(user, current, origin), () -> agreed(password, again));
        jdbc.update(
                "UPDATE portal_users SET password_hash = ? WHERE id = ?", encoded(agreed(password, again)), user.id());
        throttle.succeeded(user.email());
        links.forget(OneTimeLinks.Purpose.PASSWORD, user.id());
        signedIn.endOthers(user.id(), session);
    }

    private void requireOwn(PortalUser user, @Nullable String password, String origin) {
        if (throttle.blocks(user.email(), origin)) {
            throw Refusal.conflict("TOO_MANY_TRIES", "Too many wrong passwords; try again later.")
                    .ofField("current");
        }
        String hash = passwordHash(user.id());
        if (hash == null || password == null || !passwords.matches(password, hash)) {
            throttle.failed(user.email(), origin);
            throw Refusal.invalid("current", "is not your password");
        }
    }

    /** Changes what another user of the account may do; owners stay owners. Answers with the user as changed. */
    @Transactional
    public PortalUser changeRole(long accountId, long id, @Nullable String role) {
        requireNotOwner(get(accountId, id));
        jdbc.update(
                "UPDATE portal_users SET role = ? WHERE id = ? AND account_id = ?",
                role(role, false).name(),
                id,
                accountId);
        return get(accountId, id);
    }

    /** Removes a user, who is signed out at once and is no receiver any more. */
    @Transactional
    public void remove(long accountId, long id, String actor) {
        PortalUser user = get(accountId, id);
        requireNotOwner(user);
        links.forget(id);
        mail.forget(OneTimeLinks.Purpose.INVITATION, id);
        mail.forget(OneTimeLinks.Purpose.PASSWORD, id);
        receivers.list(accountId).stream()
                .filter(receiver -> receiver.userId() != null && receiver.userId() == id)
                .forEach(receiver -> receivers.remove(accountId, receiver.id(), actor));
        signedIn.endOthers(id, null);
        jdbc.update("DELETE FROM portal_users WHERE id = ? AND account_id = ?", id, accountId);
    }

    /** The provider's staff, those invited among them. */
    public List<Listed> operators() {
        Map<Long, String> failures = mail.operatorsFailures();
        return jdbc.query(
                "SELECT * FROM portal_users WHERE role = 'OPERATOR' ORDER BY id LIMIT " + MOST,
                (row, i) -> new Listed(
                        user(row),
                        row.getString("password_hash") != null,
                        Sql.instant(row, "created_at"),
                        failures.get(row.getLong("id"))));
    }

    /** The operator with this id; the same refusal for an account's user as for none. */
    public PortalUser operator(long id) {
        return find(id).filter(user -> user.role().isOperator()).orElseThrow(() -> Refusal.notFound("user"));
    }

    /** Mails a new link to an operator who has not accepted yet. */
    @Transactional
    public PortalUser inviteOperatorAgain(long id) {
        PortalUser user = operator(id);
        if (passwordHash(id) != null) {
            throw Refusal.conflict("ALREADY_ACCEPTED", "The invitation has been accepted.");
        }
        mail.queue(OneTimeLinks.Purpose.INVITATION, id);
        return user;
    }

    /**
     * Removes an operator, who is signed out at once. Somebody who can sign in always stays.
     *
     * @throws Refusal where nobody else could (409 {@code LAST_OPERATOR})
     */
    @Transactional
    public PortalUser removeOperator(long id) {
        // locked: two who remove one another at once must not both succeed
        List<Long> able = jdbc.query(
                "SELECT id FROM portal_users WHERE role = 'OPERATOR' AND password_hash IS NOT NULL ORDER BY id FOR"
                        + " UPDATE",
                (row, i) -> row.getLong("id"));
        PortalUser user = operator(id);
        if (able.stream().allMatch(each -> each == id)) {
            throw Refusal.conflict("LAST_OPERATOR", "Nobody else could sign in as an operator.");
        }
        links.forget(id);
        mail.forget(OneTimeLinks.Purpose.INVITATION, id);
        mail.forget(OneTimeLinks.Purpose.PASSWORD, id);
        signedIn.endOthers(id, null);
        jdbc.update("DELETE FROM portal_users WHERE id = ? AND role = 'OPERATOR'", id);
        return user;
    }

    /** Where a user with this address is, and what its password is checked against; null: has none yet. */
    Optional<Credentials> credentials(String email) {
        return jdbc
                .query(
                        "SELECT * FROM portal_users WHERE email_key = ?",
                        (row, i) -> new Credentials(user(row), row.getString("password_hash")),
                        key(email))
                .stream()
                .filter(found -> key(found.user().email()).equals(key(email)))
                .findFirst();
    }

    record Credentials(PortalUser user, @Nullable String passwordHash) {}

    static String key(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    /** The languages that there are bundles for. */
    public static Locale locale(@Nullable String tag) {
        return tag != null && tag.toLowerCase(Locale.ROOT).startsWith("zh")
                ? Locale.SIMPLIFIED_CHINESE
                : Locale.ENGLISH;
    }

    private PortalUser insert(
            @Nullable Long accountId,
            @Nullable String email,
            @Nullable String name,
            Role role,
            Locale locale,
            @Nullable String hash) {
        PortalUser user = new PortalUser(ids.next(), accountId, email(email), name(name), role, locale);
        store(user, key(user.email()), hash);
        return user;
    }

    private void store(PortalUser user, String emailKey, @Nullable String hash) {
        try {
            insert(user, emailKey, hash);
        } catch (DuplicateKeyException e) {
            throw taken();
        }
    }

    private static Refusal taken() {
        return Refusal.conflict("EMAIL_TAKEN", "There is a user with this address already.")
                .ofField("email");
    }

    private void insert(PortalUser user, String emailKey, @Nullable String hash) {
        jdbc.update(
                "INSERT INTO portal_users (id, account_id, email, email_key, name, role, password_hash, locale,"
                        + " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                Sql.row(
                        user.id(),
                        user.accountId(),
                        user.email(),
                        emailKey,
                        user.name(),
                        user.role().name(),
                        hash,
                        user.locale().toLanguageTag(),
                        Sql.utc(clock.now(AccountClock.WALL))));
    }

    private @Nullable String passwordHash(long id) {
        List<@Nullable String> hashes = jdbc.query(
                "SELECT password_hash FROM portal_users WHERE id = ?", (row, i) -> row.getString("password_hash"), id);
        return hashes.isEmpty() ? null : hashes.getFirst();
    }

    private String encoded(String password) {
        String hash = passwords.encode(password);
        if (hash == null) {
            throw Refusal.invalid("password", "is required");
        }
        return hash;
    }

    private static String agreed(@Nullable String password, @Nullable String again) {
        String chosen = Objects.requireNonNullElse(password, "");
        Refusal.ofAll(() -> requireGood(chosen), () -> requireSame(chosen, again));
        return chosen;
    }

    private static void requireGood(String password) {
        if (password.isEmpty()) {
            throw Refusal.invalid("password", "is required");
        }
        if (password.length() < SHORTEST_PASSWORD) {
            throw Refusal.invalid("password", "has at least {} characters", SHORTEST_PASSWORD);
        }
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST_PASSWORD) {
            throw Refusal.invalid("password", "has at most {} bytes", LONGEST_PASSWORD);
        }
    }

    private static void requireSame(String password, @Nullable String again) {
        if (!password.equals(Objects.requireNonNullElse(again, ""))) {
            throw Refusal.invalid("again", "is not the same password");
        }
    }

    private static void requireNotOwner(PortalUser user) {
        if (user.role() == Role.OWNER) {
            throw Refusal.conflict("OWNER_STAYS", "The account's owner cannot be changed or removed.");
        }
    }

    private static Role role(@Nullable String role, boolean operator) {
        if (operator) {
            return Role.OPERATOR;
        }
        return switch (role == null ? "" : role) {
            case "ADMINISTRATOR" -> Role.ADMINISTRATOR;
            case "FINANCE" -> Role.FINANCE;
            case "VIEWER" -> Role.VIEWER;
            default -> throw Refusal.invalid("role", "must be one of the roles listed");
        };
    }

    private static String email(@Nullable String raw) {
        String email = raw == null ? "" : raw.strip();
        if (email.isEmpty()) {
            throw Refusal.invalid("email", "is required");
        }
        if (email.length() > LONGEST_EMAIL || !EMAIL.matcher(email).matches()) {
            throw Refusal.invalid("email", "must be an email address such as name@example.com");
        }
        return email;
    }

    private static String name(@Nullable String raw) {
        String name = raw == null ? "" : raw.strip();
        if (name.isEmpty()) {
            throw Refusal.invalid("name", "is required");
        }
        if (name.length() > LONGEST_NAME) {
            throw Refusal.invalid("name", "has at most {} characters", LONGEST_NAME);
        }
        if (UNPRINTABLE.matcher(name).find()) {
            throw Refusal.invalid("name", "must not contain control characters");
        }
        return name;
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private static PortalUser user(ResultSet row) throws SQLException {
        return new PortalUser(
                row.getLong("id"),
                Sql.longOrNull(row, "account_id"),
                row.getString("email"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                Locale.forLanguageTag(row.getString("locale")));
    }
}
