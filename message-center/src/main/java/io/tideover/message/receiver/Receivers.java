package io.tideover.message.receiver;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The receivers of accounts. Every command locks the account's row, writes the revision history and tells the owner (M5), in one
 * transaction; {@code actor} is who did it, in words the history can show.
 */
@Service
public class Receivers {

    /** What an owner is called who was not given another name. */
    public static final String OWNER = "Account owner";

    /** Receivers an account can have, its owner among them (M6). */
    public static final int MOST = 50;

    private static final String NOTHING = "–";

    private static final Duration RESEND_AFTER = Duration.ofSeconds(60);

    private final StoredReceivers stored;
    private final Verifications verifications;
    private final AccountCards accounts;
    private final ContactJournal journal;
    private final ContactChanges changes;
    private final Ids ids;
    private final AccountClock clock;
    private final TransactionTemplate transaction;

    Receivers(
            StoredReceivers stored,
            Verifications verifications,
            AccountCards accounts,
            ContactJournal journal,
            ContactChanges changes,
            Ids ids,
            AccountClock clock,
            PlatformTransactionManager transactions) {
        this.stored = stored;
        this.verifications = verifications;
        this.accounts = accounts;
        this.journal = journal;
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * The owner of a new account; the addresses given count as verified. To be called in the transaction that opens the account.
     *
     * @throws Refusal where a value is wrong
     */
    @Transactional
    public Receiver openOwner(
            long accountId, String name, String email, @Nullable String phone, @Nullable Locale locale, Instant now) {
        return save(
                        new StoredReceiver(
                                ids.next(), accountId, true, null, Addresses.name(name), spoken(locale), now),
                        Addresses.email(email),
                        Addresses.phone(phone),
                        now)
                .view();
    }

    /**
     * A sub-user who accepted the invitation, whose address is verified by that (M2). A name that is taken is made unique by the
     * address.
     */
    @Transactional
    public Receiver addUser(
            long accountId, long userId, String name, String email, @Nullable Locale locale, String actor) {
        AccountCard account = accounts.lock(accountId);
        requireRoom(accountId);
        String address = Addresses.email(email);
        String free = Addresses.name(name);
        if (isTaken(accountId, free)) {
            free = Addresses.name(shortened(free + " (" + address + ")"));
        }
        if (isTaken(accountId, free)) {
            free = shortened(free.substring(0, Math.min(free.length(), 70)) + " #" + userId);
        }
        StoredReceiver receiver = save(
                new StoredReceiver(ids.next(), accountId, false, userId, free, spoken(locale), account.now()),
                address,
                null,
                account.now());
        journal.record(account, actor, RevisionAction.RECEIVER_ADDED, receiver.name(), address);
        return receiver.view();
    }

    /** An account's receivers: the owner first, then by name. */
    @Transactional(readOnly = true)
    public List<Receiver> list(long accountId) {
        return stored.findByAccountIdOrderByOwnerDescNameAscIdAsc(accountId).stream()
                .map(StoredReceiver::view)
                .toList();
    }

    /**
     * One receiver of an account.
     *
     * @throws Refusal where the account has none with this id
     */
    @Transactional(readOnly = true)
    public Receiver get(long accountId, long receiverId) {
        return required(accountId, receiverId).view();
    }

    /** A receiver of whatever account: whoever asks has to check whether the caller may see that account. */
    @Transactional(readOnly = true)
    public Optional<Receiver> find(long receiverId) {
        return stored.findById(receiverId).map(StoredReceiver::view);
    }

    @Transactional(readOnly = true)
    public Receiver owner(long accountId) {
        return stored.findByAccountIdAndOwnerTrue(accountId)
                .map(StoredReceiver::view)
                .orElseThrow(() -> Refusal.notFound("account"));
    }

    /**
     * <i>Add Receiver</i>. Unless trusted, a link goes to the email address; a phone number is asked for its code with
     * {@link #sendVerification}.
     *
     * @throws Refusal where a value is wrong, the name is taken (409 {@code NAME_TAKEN}) or there are too many (409)
     */
    @Transactional
    public Receiver add(long accountId, NewReceiver wanted, String actor) {
        AccountCard account = accounts.lock(accountId);
        Refusal.ofAll(
                () -> requireFree(accountId, Addresses.name(wanted.name())),
                () -> Addresses.email(wanted.email()),
                () -> Addresses.phone(wanted.phone()));
        String name = Addresses.name(wanted.name());
        String email = Addresses.email(wanted.email());
        String phone = Addresses.phone(wanted.phone());
        requireRoom(accountId);
        StoredReceiver receiver = save(
                new StoredReceiver(ids.next(), accountId, false, null, name, spoken(wanted.locale()), account.now()),
                email,
                phone,
                wanted.trusted() ? account.now() : null);
        journal.record(
                account, actor, RevisionAction.RECEIVER_ADDED, name, phone == null ? email : email + ", " + phone);
        if (!wanted.trusted()) {
            ask(account, receiver, ChannelKind.EMAIL);
        }
        return receiver.view();
    }

    /**
     * Changes a receiver. An address that is another than before has to be verified again; the link is sent at once. The former
     * address of an owner is told as well (M5).
     *
     * @throws Refusal as {@link #add}
     */
    @Transactional
    public Receiver edit(long accountId, long receiverId, ContactDetails details, String actor) {
        AccountCard account = accounts.lock(accountId);
        StoredReceiver receiver = required(accountId, receiverId);
        Refusal.ofAll(
                () -> requireFree(accountId, receiver, Addresses.name(details.name())),
                () -> Addresses.email(details.email()),
                () -> Addresses.phone(details.phone()));
        String name = Addresses.name(details.name());
        String email = Addresses.email(details.email());
        String phone = Addresses.phone(details.phone());
        Receiver before = receiver.view();
        receiver.describe(name, spoken(details.locale()));
        List<String> changed = new ArrayList<>();
        if (!before.name().equals(name)) {
            changed.add(change(before.name(), name));
        }
        Locale locale = receiver.view().locale();
        if (!Objects.equals(before.locale(), locale)) {
            changed.add(change(tag(before.locale()), tag(locale)));
        }
        Map<ChannelKind, String> gone = new EnumMap<>(ChannelKind.class);
        changeAddress(receiver, ChannelKind.EMAIL, email, changed, gone);
        changeAddress(receiver, ChannelKind.SMS, phone, changed, gone);
        stored.saveAndFlush(receiver);
        if (changed.isEmpty()) {
            return receiver.view();
        }
        Map<ChannelKind, String> former = new EnumMap<>(ChannelKind.class);
        gone.forEach((channel, address) -> {
            if (before.owner() && before.canReceive(channel)) {
                former.put(channel, address);
            }
        });
        journal.record(account, actor, RevisionAction.RECEIVER_CHANGED, name, String.join("; ", changed), former);
        gone.keySet().forEach(channel -> changes.addressGone(account, receiverId, channel, false));
        if (!receiver.view().emailVerified() && !email.equals(addressOf(before, ChannelKind.EMAIL))) {
            ask(account, receiver, ChannelKind.EMAIL);
        }
        return receiver.view();
    }

    /**
     * Removes a receiver. Where it was the last one chosen for a type, the owner takes its place, and what was not sent to it yet is
     * routed again (M2).
     *
     * @throws Refusal where it is the owner (409 {@code OWNER_STAYS})
     */
    @Transactional
    public void remove(long accountId, long receiverId, String actor) {
        AccountCard account = accounts.lock(accountId);
        StoredReceiver receiver = required(accountId, receiverId);
        if (receiver.isOwner()) {
            throw Refusal.conflict("OWNER_STAYS", "The account's owner cannot be removed.");
        }
        String detail = Objects.requireNonNullElse(receiver.address(ChannelKind.EMAIL), "");
        stored.delete(receiver);
        stored.flush();
        for (ChannelKind channel : ChannelKind.values()) {
            verifications.forget(receiverId, channel);
            changes.addressGone(account, receiverId, channel, true);
        }
        journal.record(account, actor, RevisionAction.RECEIVER_REMOVED, receiver.name(), detail);
    }

    /**
     * Sends a new link or code to an address that is not verified yet.
     *
     * @throws Refusal where there is no such address (422), it is verified (409 {@code ALREADY_VERIFIED}), or this was asked for within
     *     the last 60 seconds (429 {@code TOO_SOON}); the link that goes out by itself to a new address does not count
     */
    @Transactional
    public void sendVerification(long accountId, long receiverId, ChannelKind channel) {
        AccountCard account = accounts.lock(accountId);
        StoredReceiver receiver = required(accountId, receiverId);
        var address = receiver.view().address(channel);
        if (address == null) {
            throw Refusal.invalid("channel", "The receiver has no address for {}.", channel);
        }
        if (address.isVerified()) {
            throw Refusal.conflict("ALREADY_VERIFIED", "The address is verified already.");
        }
        Instant wall = clock.now(AccountClock.WALL);
        Duration wait = left(receiver.askedAt(channel), account.now());
        // a test clock may stand still for ever: either clock ends the wait
        if (wait.isPositive() && left(receiver.askedWallAt(channel), wall).isPositive()) {
            throw Refusal.tooSoon(wait);
        }
        receiver.asked(channel, account.now(), wall);
        ask(account, receiver, channel);
    }

    private static Duration left(@Nullable Instant asked, Instant now) {
        return asked == null ? Duration.ZERO : Duration.between(now, asked.plus(RESEND_AFTER));
    }

    /** Whose address a link would verify, for the page that asks for the last click; empty where the link is not good. */
    @Transactional(readOnly = true)
    public Optional<Receiver> awaiting(String token) {
        return verifications
                .byLink(token)
                .filter(proof -> proof.expiresAt()
                        .isAfter(accounts.get(proof.accountId()).now()))
                .flatMap(proof -> stored.findByAccountIdAndId(proof.accountId(), proof.receiverId())
                        .filter(receiver -> proof.address().equals(receiver.address(ChannelKind.EMAIL))))
                .map(StoredReceiver::view);
    }

    /**
     * Verifies an email address by its link, once.
     *
     * @throws Refusal where the link is unknown, used, too old, or for an address that is no longer the receiver's
     */
    @Transactional
    public Receiver confirmEmail(String token) {
        var proof = verifications.byLink(token).orElseThrow(() -> Refusal.notFound("verification link"));
        AccountCard account = accounts.lock(proof.accountId());
        // read again under the lock: the same link may have been used meanwhile
        StoredReceiver receiver = verifications
                .byLink(token)
                .filter(current -> current.expiresAt().isAfter(account.now()))
                .flatMap(current -> stored.findByAccountIdAndId(current.accountId(), current.receiverId()))
                .filter(current -> proof.address().equals(current.address(ChannelKind.EMAIL)))
                .orElseThrow(() -> Refusal.notFound("verification link"));
        verify(account, receiver, ChannelKind.EMAIL, RevisionAction.EMAIL_VERIFIED, receiver.name());
        return receiver.view();
    }

    /**
     * Verifies a phone number by its code: within ten minutes, and with five tries.
     *
     * @throws Refusal where the code is not the one that was sent, or no longer good (422)
     */
    public Receiver confirmPhone(long accountId, long receiverId, String code, String actor) {
        // a wrong code commits: the try has to count
        Optional<Receiver> confirmed = Objects.requireNonNull(transaction.execute(status -> {
            AccountCard account = accounts.lock(accountId);
            StoredReceiver receiver = required(accountId, receiverId);
            String phone = receiver.address(ChannelKind.SMS);
            if (phone == null || !verifications.isCode(receiverId, phone, code, account.now())) {
                return Optional.empty();
            }
            verify(account, receiver, ChannelKind.SMS, RevisionAction.PHONE_VERIFIED, actor);
            return Optional.of(receiver.view());
        }));
        return confirmed.orElseThrow(
                () -> Refusal.invalid("code", "is not the code that was sent, or it is no longer good"));
    }

    /** How many tries of the code that was sent last are left; null where there is none, or it is no longer good. */
    @Transactional(readOnly = true)
    public @Nullable Integer triesLeft(long accountId, long receiverId) {
        String phone = required(accountId, receiverId).address(ChannelKind.SMS);
        return phone == null
                ? null
                : verifications.triesLeft(
                        receiverId, phone, accounts.get(accountId).now());
    }

    private void verify(
            AccountCard account, StoredReceiver receiver, ChannelKind channel, RevisionAction action, String actor) {
        receiver.verified(channel, account.now());
        stored.saveAndFlush(receiver);
        verifications.forget(receiver.getId(), channel);
        journal.record(
                account, actor, action, receiver.name(), Objects.requireNonNullElse(receiver.address(channel), ""));
    }

    private void ask(AccountCard account, StoredReceiver receiver, ChannelKind channel) {
        stored.saveAndFlush(receiver);
        changes.verificationWanted(account, receiver.view(), channel);
    }

    private void changeAddress(
            StoredReceiver receiver,
            ChannelKind channel,
            @Nullable String value,
            List<String> changed,
            Map<ChannelKind, String> gone) {
        String before = receiver.address(channel);
        if (receiver.changeAddress(channel, value)) {
            changed.add(change(before, value));
            verifications.forget(receiver.getId(), channel);
            if (before != null) {
                gone.put(channel, before);
            }
        }
    }

    private StoredReceiver save(
            StoredReceiver receiver, String email, @Nullable String phone, @Nullable Instant verifiedAt) {
        receiver.changeAddress(ChannelKind.EMAIL, email);
        receiver.changeAddress(ChannelKind.SMS, phone);
        if (verifiedAt != null) {
            receiver.verified(ChannelKind.EMAIL, verifiedAt);
            if (phone != null) {
                receiver.verified(ChannelKind.SMS, verifiedAt);
            }
        }
        // flushed: what follows in the transaction reads by JDBC
        return stored.saveAndFlush(receiver);
    }

    private StoredReceiver required(long accountId, long receiverId) {
        return stored.findByAccountIdAndId(accountId, receiverId).orElseThrow(() -> Refusal.notFound("receiver"));
    }

    private void requireFree(long accountId, String name) {
        if (isTaken(accountId, name)) {
            throw Refusal.conflict("NAME_TAKEN", "There is a receiver with this name already.")
                    .ofField("name");
        }
    }

    /** Its own name is free for a receiver. */
    private void requireFree(long accountId, StoredReceiver receiver, String name) {
        if (!Addresses.nameKey(name).equals(Addresses.nameKey(receiver.name()))) {
            requireFree(accountId, name);
        }
    }

    private boolean isTaken(long accountId, String name) {
        return stored.findByAccountIdAndNameKey(accountId, Addresses.nameKey(name))
                .isPresent();
    }

    private void requireRoom(long accountId) {
        if (stored.countByAccountId(accountId) >= MOST) {
            throw Refusal.conflict("TOO_MANY_RECEIVERS", "An account has at most {} receivers.", MOST);
        }
    }

    private static @Nullable String addressOf(Receiver receiver, ChannelKind channel) {
        var address = receiver.address(channel);
        return address == null ? null : address.value();
    }

    private static String change(@Nullable String before, @Nullable String after) {
        return Objects.requireNonNullElse(before, NOTHING) + " → " + Objects.requireNonNullElse(after, NOTHING);
    }

    private static @Nullable String tag(@Nullable Locale locale) {
        return locale == null ? null : locale.toLanguageTag();
    }

    private static String shortened(String name) {
        return name.length() > Addresses.LONGEST_NAME ? name.substring(0, Addresses.LONGEST_NAME) : name;
    }

    /** A language, or null for the account's. */
    private static @Nullable Locale spoken(@Nullable Locale locale) {
        if (locale == null || locale.getLanguage().isEmpty()) {
            return null;
        }
        return locale;
    }
}
