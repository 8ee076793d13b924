package io.tideover;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Ids;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcements;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.receiver.AccountCards;
import io.tideover.message.receiver.Receivers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens accounts for tests and announces to them. */
@Component
public class Customers {

    private final Accounts accounts;
    private final Receivers receivers;
    private final AccountCards cards;
    private final Announcements announcements;
    private final Ids ids;
    private final TransactionTemplate transaction;
    private final AtomicInteger opened = new AtomicInteger();

    Customers(
            Accounts accounts,
            Receivers receivers,
            AccountCards cards,
            Announcements announcements,
            Ids ids,
            PlatformTransactionManager transactions) {
        this.accounts = accounts;
        this.receivers = receivers;
        this.cards = cards;
        this.announcements = announcements;
        this.ids = ids;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** An account on the wall clock, its owner reachable by mail. */
    public long open() {
        return open(AccountClock.WALL, null);
    }

    public long open(long clockId, String phone) {
        int number = opened.incrementAndGet();
        return Objects.requireNonNull(transaction.execute(status -> {
            long id = accounts.open("Acme " + number, "USD", "Asia/Shanghai", "en", null, null, clockId, null);
            receivers.openOwner(
                    id,
                    "Olga Owner",
                    "owner" + id + "@example.com",
                    phone,
                    null,
                    cards.get(id).now());
            return id;
        }));
    }

    /** A notice due now about an overdue payment of 12.50. */
    public Notice notice(long accountId, Stage stage) {
        return notice(accountId, stage, "test:" + ids.next(), 0, false);
    }

    public Notice notice(long accountId, Stage stage, String cause, int spell, boolean superseded) {
        Map<String, String> facts = new HashMap<>(Map.of(
                "amount",
                "12.50",
                "arrears",
                "12.50",
                "currency",
                "USD",
                "threshold",
                "100.00",
                "releaseAt",
                "2026-02-01T00:00:00Z"));
        return new Notice(
                ids.next(),
                accountId,
                stage,
                cards.get(accountId).now(),
                cause,
                spell,
                superseded,
                Instant.parse("2026-01-31T16:00:00Z"),
                facts,
                List.of(),
                List.of());
    }

    public void announce(Notice... notices) {
        announce(List.of(), notices);
    }

    public void announce(List<Integer> endedSpells, Notice... notices) {
        transaction.executeWithoutResult(status -> {
            var card = cards.get(notices[0].accountId());
            announcements.announce(List.of(
                    new Announcement(card.id(), card.clockId(), card.now(), List.of(), List.of(notices), endedSpells)));
        });
    }

    public void endSpell(long accountId, int spell) {
        transaction.executeWithoutResult(status -> {
            var card = cards.get(accountId);
            announcements.announce(List.of(
                    new Announcement(card.id(), card.clockId(), card.now(), List.of(), List.of(), List.of(spell))));
        });
    }
}
