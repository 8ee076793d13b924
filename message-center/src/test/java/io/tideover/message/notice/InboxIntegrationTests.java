package io.tideover.message.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.Category;
import io.tideover.message.notice.Inbox.Filter;
import io.tideover.message.notice.Inbox.Message;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class InboxIntegrationTests {

    private static final long USER = 7;

    @Autowired
    private Customers customers;

    @Autowired
    private Inbox inbox;

    @Autowired
    private Notices notices;

    @Autowired
    private SettableClock clock;

    @Autowired
    private AccountClock accountClock;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    @DisplayName("In-site messages: newest first by keyset, filtered, counted, marked read by each user for himself")
    void listsAndMarksMessages() {
        clock.set(Instant.parse("2026-01-06T00:00:00Z"));
        long account = customers.open();
        for (int i = 0; i < 5; i++) {
            customers.announce(customers.notice(account, i % 2 == 0 ? Stage.OVERDUE : Stage.BILL_ISSUED));
            clock.advance(Duration.ofMinutes(1));
        }
        customers.announce(
                customers.notice(account, Stage.SUSPENDED, "old", 0, true),
                customers.notice(account, Stage.RECEIVER_VERIFICATION));

        List<Message> all = new ArrayList<>();
        String cursor = null;
        do {
            var page = inbox.page(account, USER, Filter.ALL, cursor, 2);
            all.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(all)
                .hasSize(5)
                .extracting(message -> message.notice().createdAt())
                .isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(inbox.unread(account, USER)).isEqualTo(5);
        inbox.markRead(account, USER, all.getFirst().notice().id());
        inbox.markRead(account, USER, all.getFirst().notice().id());
        assertThat(inbox.unread(account, USER)).isEqualTo(4);
        assertThat(inbox.unread(account, USER + 1)).isEqualTo(5);
        assertThat(inbox.page(account, USER, new Filter(Category.PRODUCT, true), null, 10)
                        .items())
                .hasSize(2);
        assertThat(inbox.find(customers.open(), USER, all.getFirst().notice().id()))
                .isEmpty();
        inbox.markAllRead(account, USER);
        assertThat(inbox.unread(account, USER)).isZero();
        assertThat(inbox.page(account, USER, Filter.ALL, null, 10).items()).allMatch(Message::read);
    }

    @Test
    @DisplayName("In-site messages: all are marked read in portions, each in a transaction of its own")
    void marksVeryManyInPortions() {
        clock.set(Instant.parse("2026-01-06T00:00:00Z"));
        long account = customers.open();
        Notice[] many = new Notice[Inbox.PORTION + 1];
        Arrays.setAll(many, i -> customers.notice(account, Stage.BILL_ISSUED));
        customers.announce(many);
        AtomicInteger commits = new AtomicInteger();
        PlatformTransactionManager counting = new PlatformTransactionManager() {
            @Override
            public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
                return transactions.getTransaction(definition);
            }

            @Override
            public void commit(TransactionStatus status) {
                transactions.commit(status);
                commits.incrementAndGet();
            }

            @Override
            public void rollback(TransactionStatus status) {
                transactions.rollback(status);
            }
        };

        new Inbox(jdbc, notices, accountClock, counting).markAllRead(account, USER);

        assertThat(inbox.unread(account, USER)).isZero();
        assertThat(commits).hasValue(2);
    }
}
