package io.tideover.message.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.Category;
import io.tideover.message.notice.Inbox.Filter;
import io.tideover.message.notice.Inbox.Message;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;

@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class InboxIntegrationTests {

    private static final long USER = 7;

    @Autowired
    private Customers customers;

    @Autowired
    private Inbox inbox;

    @Autowired
    private SettableClock clock;

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
}
