package io.tideover.lifecycle.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.LifecycleFixture.RecordedAnnouncements;
import io.tideover.lifecycle.engine.LifecycleFixture.SettableClock;
import io.tideover.lifecycle.engine.Reconciliation.Finding;
import io.tideover.lifecycle.engine.Resources.Filter;
import io.tideover.lifecycle.engine.Resources.ResourceView;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

/** S8: what is read of an account while its resources still follow what it decided, and how it is reconciled. */
@SpringBootTest(
        classes = LifecycleFixture.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "tideover.lifecycle.portion=2")
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class LargeAccountIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final Filter IN_GRACE = new Filter(Phase.GRACE, null, null);

    @Autowired
    private Accounts accounts;

    @Autowired
    private Bills bills;

    @Autowired
    private Resources resources;

    @Autowired
    private Sweep sweep;

    @Autowired
    private Reconciliation reconciliation;

    @Autowired
    private SettableClock clock;

    @Autowired
    private RecordedAnnouncements announced;

    @Autowired
    private JdbcTemplate jdbc;

    private long account;
    private List<Long> five;

    @BeforeEach
    void registerFive() {
        clock.set(START);
        account = accounts.open("Orchid Foods", "CNY", "UTC", "en", null, null, AccountClock.WALL, null);
        five = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> resources
                        .register(account, "cluster-" + i, "dws", "cn-1", BillingMode.PAY_AS_YOU_GO, null)
                        .resource()
                        .id())
                .toList();
    }

    @Test
    void listsByThePhaseThatWasDecidedBeforeItIsStored() {
        bills.record(account, "dws", "10.00", START, "one", List.of());

        assertThat(accounts.get(account).following()).isTrue();
        assertThat(inGrace(2)).isEqualTo(five);
        assertThat(resources
                        .list(account, new Filter(Phase.ACTIVE, null, null), 10, null)
                        .items())
                .isEmpty();

        follow();
        assertThat(accounts.get(account).following()).isFalse();
        assertThat(inGrace(2)).isEqualTo(five);
        assertThat(resources.countByPhase(account)).containsEntry(Phase.GRACE, 5L);
    }

    @Test
    void namesTheOverdueBillsOnceAllHaveFollowed() {
        long bill =
                bills.record(account, "dws", "10.00", START, "one", List.of()).id();
        follow();
        List<Long> named = announced.of(account).stream()
                .flatMap(each -> each.portions().parts().stream())
                .filter(part -> part.stage() == Stage.OVERDUE)
                .flatMap(part -> part.billIds().stream())
                .toList();
        assertThat(named).containsExactly(bill);
    }

    @Test
    void f4ReconcilesItInPortions() {
        bills.record(account, "dws", "10.00", START, "one", List.of());
        follow();
        assertThat(differences()).isEmpty();

        long phase = five.get(2);
        long wakeUp = five.get(4);
        jdbc.update("UPDATE resources SET phase = 'RETENTION' WHERE id = ?", phase);
        jdbc.update("UPDATE resources SET next_action_at = '2026-01-01 00:00:00' WHERE id = ?", wakeUp);
        assertThat(differences())
                .extracting(Finding::what, finding -> finding.detail().split(" ")[1])
                .contains(
                        org.assertj.core.groups.Tuple.tuple("PHASE", Long.toString(phase)),
                        org.assertj.core.groups.Tuple.tuple("WAKE_UP", Long.toString(wakeUp)),
                        org.assertj.core.groups.Tuple.tuple("WAKE_UP", "account"));

        jdbc.update("UPDATE resources SET phase = 'GRACE' WHERE id = ?", phase);
        jdbc.update("UPDATE resources SET next_action_at = '2026-01-14 00:00:00' WHERE id = ?", wakeUp);
        assertThat(differences()).isEmpty();
    }

    private List<Finding> differences() {
        return reconciliation.run().stream()
                .filter(finding -> finding.accountId() == account)
                .toList();
    }

    private List<Long> inGrace(int limit) {
        List<Long> ids = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<ResourceView> page = resources.list(account, IN_GRACE, limit, cursor);
            page.items().forEach(view -> ids.add(view.resource().id()));
            cursor = page.nextCursor();
        } while (cursor != null);
        return ids;
    }

    private void follow() {
        while (!sweep.carryOutDue(10).isEmpty()) {
            // until the last has followed
        }
    }
}
