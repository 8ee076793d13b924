package io.tideover.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture.Providers;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Outcome;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.receiver.Receivers;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;

/** What becomes of notices that a provider would not take when they were due. */
@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class LateNoticesIntegrationTests {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @Autowired
    private Customers customers;

    @Autowired
    private Resources resources;

    @Autowired
    private Bills bills;

    @Autowired
    private Receivers receivers;

    @Autowired
    private Sweep sweep;

    @Autowired
    private TestClocks clocks;

    @Autowired
    private DeliveryWorker worker;

    @Autowired
    private DeliveryLog log;

    @Autowired
    private Providers providers;

    private final List<Outgoing.Mail> mails = new ArrayList<>();
    private long clock;
    private long account;
    private long resource;

    @BeforeEach
    void falls() {
        mails.clear();
        clock = clocks.create(START).id();
        account = customers.open(clock, null);
        resource = resources
                .register(account, "warehouse", "dws", "cn-north-4", BillingMode.PAY_AS_YOU_GO, null)
                .resource()
                .id();
    }

    @Test
    @DisplayName(
            "M4, D3: the owner's only address is tried for each notice though it refused one, and lives once it takes one")
    void triesTheOwnersLastAddressForEachNotice() {
        answer(mail -> new Outcome.Refused("550 no such user", true));
        owes();
        pass(Duration.ofDays(10));

        assertThat(receivers.owner(account).canReceive(ChannelKind.EMAIL)).isFalse();
        assertThat(deliveriesOf(Stage.SUSPENSION_REMINDER)).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.DEAD);
            assertThat(delivery.fallback()).isTrue();
        });

        answer(mail -> new Outcome.Accepted(null));
        pass(Duration.ofDays(20));

        assertThat(deliveriesOf(Stage.SUSPENDED))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.status()).isEqualTo(DeliveryStatus.ACCEPTED));
        assertThat(receivers.owner(account).canReceive(ChannelKind.EMAIL)).isTrue();
    }

    @Test
    @DisplayName(
            "R5, D5: a final notice that goes out when its instant is over names the one that the guard still allows")
    void namesWhatTheGuardStillAllows() {
        owes();
        answer(mail -> mail.subject().contains("inal notice")
                ? new Outcome.Refused("550 no", false)
                : new Outcome.Accepted(null));
        pass(Duration.ofDays(60));
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);
        answer(mail -> new Outcome.Accepted(null));
        Delivery dead = deliveriesOf(Stage.RELEASE_REMINDER).stream()
                .filter(delivery -> delivery.status() == DeliveryStatus.DEAD)
                .findFirst()
                .orElseThrow();

        log.resend(dead.id());
        deliver();

        // Asia/Shanghai: a day after 2026-04-30T00:00Z
        assertThat(mails.getLast().text()).contains("1 May 2026, 08:00").doesNotContain("Apr 2026");
        pass(Duration.ofHours(23));
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RETENTION);
        pass(Duration.ofHours(1));
        assertThat(resources.get(resource).resource().phase()).isEqualTo(Phase.RELEASED);
    }

    /** Overdue after a day. */
    private void owes() {
        bills.record(account, "dws", "40.00", START.plus(Duration.ofDays(1)), null, List.of());
    }

    private void pass(Duration time) {
        Instant until = clocks.now(clock).plus(time);
        Duration step = time.compareTo(Duration.ofDays(1)) < 0 ? time : Duration.ofDays(1);
        while (clocks.now(clock).isBefore(until)) {
            Instant lease = Instant.parse("2100-01-01T00:00:00Z");
            Instant next = clocks.now(clock).plus(step);
            clocks.beginAdvance(clock, next, lease);
            clocks.move(clock, next, lease);
            clocks.endAdvance(clock);
            boolean idle = false;
            while (!idle) {
                idle = sweep.carryOutDue(clock, next, 100).isEmpty() && deliver() == 0;
            }
        }
    }

    private int deliver() {
        int all = 0;
        for (int sent = 1; sent > 0; all += sent) {
            sent = worker.deliverDue(clock, clocks.now(clock), 100);
        }
        return all;
    }

    private void answer(Function<Outgoing.Mail, Outcome> answer) {
        providers.mail().answer(message -> {
            if (message.accountId() != account || !(message instanceof Outgoing.Mail mail)) {
                return new Outcome.Accepted(null);
            }
            mails.add(mail);
            return answer.apply(mail);
        });
    }

    private List<Delivery> deliveriesOf(Stage stage) {
        return log.page(account, stage, null, 10).items().stream()
                .flatMap(sent -> sent.deliveries().stream())
                .toList();
    }
}
