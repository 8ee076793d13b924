package io.tideover.message.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;

@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class EventFeedIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");

    @Autowired
    private Customers customers;

    @Autowired
    private EventFeed feed;

    @Autowired
    private Resources resources;

    @Autowired
    private Bills bills;

    @Autowired
    private Sweep sweep;

    @Autowired
    private SettableClock clock;

    @BeforeEach
    void start() {
        clock.set(START);
    }

    @Test
    @DisplayName("D10: what happens to an account is in the feed, in order, until and after it is acknowledged")
    void tellsTheLifecycleOfAnAccount() {
        long account = customers.open();
        resources.register(account, "etl_nightly", "dws", "eu-1", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "12.50", START.plus(Duration.ofDays(1)), null, List.of());
        clock.advance(Duration.ofDays(17));
        // also what other tests of this database left
        while (!sweep.carryOutDue(100).isEmpty()) {}

        List<Event> events = feed.after(0, account, 100);

        assertThat(events)
                .extracting(event -> event.type().code())
                .containsExactly("resource.registered", "account.arrears", "resource.grace", "resource.retention");
        assertThat(events.getLast().productCode()).isEqualTo("dws");
        assertThat(events.getLast().at()).isEqualTo(START.plus(Duration.ofDays(16)));
        assertThat(events).extracting(Event::position).isSorted();
        assertThat(feed.unacknowledged(Duration.ofHours(1), EventFeed.MOST))
                .noneMatch(event -> event.accountId() == account);

        clock.advance(Duration.ofHours(2));
        assertThat(feed.unacknowledged(Duration.ofHours(1), EventFeed.MOST)).contains(events.getLast());
        assertThat(feed.acknowledge(List.of(events.getLast().id()), customers.open(), "other"))
                .isZero();
        assertThat(feed.acknowledge(List.of(events.getLast().id()), account, "dws"))
                .isEqualTo(1);
        assertThat(feed.unacknowledged(Duration.ofHours(1), EventFeed.MOST))
                .noneMatch(event -> event.accountId() == account);
        assertThat(feed.after(0, account, 100)).hasSize(4);
    }

    @Test
    @DisplayName("D10: readers side by side see positions without gaps, and none appears below one that was seen")
    void numbersWithoutGapsWhileOthersWrite() throws Exception {
        long first = lastPosition();
        int writers = 4;
        int each = 15;
        CyclicBarrier together = new CyclicBarrier(writers + 2);
        List<Callable<List<Long>>> calls = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            long account = customers.open();
            calls.add(() -> {
                together.await();
                for (int n = 0; n < each; n++) {
                    customers.announce(customers.notice(account, Stage.BALANCE_LOW));
                }
                return List.of();
            });
        }
        for (int i = 0; i < 2; i++) {
            calls.add(() -> {
                together.await();
                List<Long> seen = new ArrayList<>();
                while (seen.size() < writers * each) {
                    feed.after(seen.isEmpty() ? first : seen.getLast(), null, 7)
                            .forEach(event -> seen.add(event.position()));
                }
                return seen;
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(writers + 2)) {
            for (Future<List<Long>> done : threads.invokeAll(calls)) {
                List<Long> seen = done.get();
                for (int i = 0; i < seen.size(); i++) {
                    assertThat(seen.get(i)).isEqualTo(first + 1 + i);
                }
            }
        }
    }

    private long lastPosition() {
        long last = 0;
        for (List<Event> more = feed.after(0, null, EventFeed.MOST); !more.isEmpty(); ) {
            last = more.getLast().position();
            more = feed.after(last, null, EventFeed.MOST);
        }
        return last;
    }
}
