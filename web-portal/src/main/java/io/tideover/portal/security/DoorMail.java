package io.tideover.portal.security;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Channels;
import io.tideover.message.channel.Outcome;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.notice.NoticeText;
import io.tideover.message.template.MessageTemplates;
import io.tideover.portal.security.OneTimeLinks.Purpose;
import io.tideover.scheduler.sweep.Work;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Mails that let a user in: invitations and forgotten passwords. They are queued with what caused them, sent at once, and tried again
 * where the mail server does not take them. The link is made as its mail is sent, so that no queue holds a secret, and the one before
 * it is worth nothing any more.
 */
@Service
class DoorMail implements Work.Housekeeping {

    private record Waiting(long id, long userId, Purpose purpose, Instant queuedAt, Instant attemptAt, int attempts) {}

    private static final Logger LOG = LoggerFactory.getLogger(DoorMail.class);
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final Duration FIRST_RETRY = Duration.ofMinutes(1);
    private static final Duration LONGEST_RETRY = Duration.ofHours(1);
    private static final Duration GIVE_UP_AFTER = Duration.ofHours(72);
    private static final int BATCH = 50;
    private static final int LONGEST_ERROR = 1_000;

    private final JdbcTemplate jdbc;
    private final Ids ids;
    private final AccountClock clock;
    private final Accounts accounts;
    private final OneTimeLinks links;
    private final MessageTemplates templates;
    private final Channels channels;
    private final MessageSource messages;
    private final TransactionTemplate transaction;
    private final ExecutorService threads = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("door-mail").factory());

    DoorMail(
            JdbcTemplate jdbc,
            Ids ids,
            AccountClock clock,
            Accounts accounts,
            OneTimeLinks links,
            MessageTemplates templates,
            Channels channels,
            MessageSource messages,
            PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
        this.accounts = accounts;
        this.links = links;
        this.templates = templates;
        this.channels = channels;
        this.messages = messages;
        this.transaction = new TransactionTemplate(transactions);
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }

    /** Queues a mail in the caller's transaction; it takes the place of one for the same purpose that is still waiting. */
    void queue(Purpose purpose, long userId) {
        Instant now = clock.now(AccountClock.WALL);
        forget(purpose, userId);
        jdbc.update(
                "INSERT INTO door_mails (id, user_id, purpose, queued_at, attempt_at, attempts)"
                        + " VALUES (?, ?, ?, ?, ?, 0)",
                ids.next(),
                userId,
                purpose.name(),
                Sql.utc(now),
                Sql.utc(now));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                try {
                    threads.execute(DoorMail.this::sendWhatIsDue);
                } catch (RejectedExecutionException e) {
                    LOG.info("The server stops; the mail goes out with the next housekeeping");
                }
            }
        });
    }

    void forget(Purpose purpose, long userId) {
        jdbc.update("DELETE FROM door_mails WHERE user_id = ? AND purpose = ?", userId, purpose.name());
    }

    /** Why invitations of an account's users did not arrive, by user. */
    Map<Long, String> failures(long accountId) {
        return failuresWhere("u.account_id = ?", accountId);
    }

    /** Why invitations of operators did not arrive, by user. */
    Map<Long, String> operatorsFailures() {
        return failuresWhere("u.role = 'OPERATOR'");
    }

    private Map<Long, String> failuresWhere(String users, Object... arguments) {
        Map<Long, String> failures = new HashMap<>();
        jdbc.query(
                "SELECT m.user_id, m.last_error FROM door_mails m JOIN portal_users u ON u.id = m.user_id"
                        + " WHERE m.purpose = 'INVITATION' AND m.last_error IS NOT NULL AND " + users,
                row -> {
                    failures.put(row.getLong("user_id"), row.getString("last_error"));
                },
                arguments);
        return failures;
    }

    /** Tries again what the mail server did not take, and what a node that died had taken on. */
    @Override
    public void clearUp(Instant now) {
        sendWhatIsDue();
    }

    private void sendWhatIsDue() {
        try {
            Instant now = clock.now(AccountClock.WALL);
            jdbc.query(
                            "SELECT * FROM door_mails WHERE attempt_at <= ? ORDER BY attempt_at LIMIT " + BATCH,
                            (row, i) -> new Waiting(
                                    row.getLong("id"),
                                    row.getLong("user_id"),
                                    Purpose.valueOf(row.getString("purpose")),
                                    Sql.instant(row, "queued_at"),
                                    Sql.instant(row, "attempt_at"),
                                    row.getInt("attempts")),
                            Sql.utc(now))
                    .forEach(mail -> send(mail, now));
        } catch (RuntimeException e) {
            // what is due stays due: the next minute tries again
            LOG.warn("Mails to users could not be sent: {}", e.toString());
        }
    }

    private void send(Waiting mail, Instant now) {
        int taken = jdbc.update(
                "UPDATE door_mails SET attempt_at = ?, attempts = attempts + 1 WHERE id = ? AND attempt_at = ?",
                Sql.utc(now.plus(LEASE)),
                mail.id(),
                Sql.utc(mail.attemptAt()));
        if (taken == 0) {
            return;
        }
        Outgoing.Mail message = transaction.execute(status -> compose(mail));
        if (message == null) {
            jdbc.update("DELETE FROM door_mails WHERE id = ?", mail.id());
            return;
        }
        switch (channels.of(ChannelKind.EMAIL).send(List.of(message)).getFirst()) {
            case Outcome.Accepted accepted -> jdbc.update("DELETE FROM door_mails WHERE id = ?", mail.id());
            case Outcome.Postponed postponed -> {
                Duration wait = Objects.requireNonNullElse(postponed.retryAfter(), backoff(mail.attempts()));
                boolean over = mail.queuedAt().plus(GIVE_UP_AFTER).isBefore(now);
                failed(mail.id(), postponed.error(), over ? null : now.plus(wait));
            }
            case Outcome.Refused refused -> failed(mail.id(), refused.error(), null);
        }
    }

    /** Null where its user is gone, or has come in meanwhile. */
    private Outgoing.@Nullable Mail compose(Waiting mail) {
        record To(
                String email,
                String name,
                Locale locale,
                @Nullable Long accountId,
                boolean accepted) {}
        To to = jdbc
                .query(
                        "SELECT email, name, locale, account_id, password_hash FROM portal_users WHERE id = ?",
                        (row, i) -> new To(
                                row.getString("email"),
                                row.getString("name"),
                                Locale.forLanguageTag(row.getString("locale")),
                                Sql.longOrNull(row, "account_id"),
                                row.getString("password_hash") != null),
                        mail.userId())
                .stream()
                .findFirst()
                .orElse(null);
        if (to == null || (mail.purpose() == Purpose.INVITATION && to.accepted())) {
            return null;
        }
        boolean elsewhere = mail.purpose() == Purpose.INVITATION && !takesAddress(mail.userId(), to.email());
        links.forget(mail.purpose(), mail.userId());
        String path = elsewhere
                ? "/sign-in"
                : (mail.purpose() == Purpose.INVITATION ? "/invitations/" : "/passwords/")
                        + links.create(
                                mail.purpose(), mail.userId(), mail.purpose().valid());
        String about = to.accountId() == null
                ? "Tideover"
                : accounts.get(to.accountId()).name();
        Object[] arguments = {to.name(), about};
        String key = "letter." + (elsewhere ? "ELSEWHERE" : mail.purpose()) + ".";
        return templates.letter(
                new NoticeText(
                        to.locale(),
                        say(key + "subject", arguments, to.locale()),
                        say(key + "lead", arguments, to.locale()),
                        say(key + "next", arguments, to.locale()),
                        null,
                        null),
                say(key + "action", arguments, to.locale()),
                path,
                new MessageTemplates.Recipient(mail.id(), to.name(), to.email(), to.locale()));
    }

    /** Gives an invited user the address that was asked for, unless another account's user has it. */
    private boolean takesAddress(long userId, String email) {
        try {
            jdbc.update("UPDATE portal_users SET email_key = ? WHERE id = ?", Users.key(email), userId);
            return true;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    private void failed(long id, String error, @Nullable Instant again) {
        jdbc.update(
                "UPDATE door_mails SET attempt_at = ?, last_error = ? WHERE id = ?",
                Sql.row(Sql.utcOrNull(again), error.substring(0, Math.min(error.length(), LONGEST_ERROR)), id));
    }

    private static Duration backoff(int attempts) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(attempts, 6));
        return wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
    }

    private String say(String key, Object[] arguments, Locale locale) {
        return messages.getMessage(key, arguments, locale);
    }
}
