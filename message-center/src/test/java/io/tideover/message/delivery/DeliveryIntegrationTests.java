package io.tideover.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture.Providers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.Tries;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Outcome;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.receiver.ContactDetails;
import io.tideover.message.receiver.NewReceiver;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSettings;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class DeliveryIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final String FINANCE = "chosen@example.com";

    @Autowired
    private Customers customers;

    @Autowired
    private DeliveryWorker worker;

    @Autowired
    private DeliveryLog log;

    @Autowired
    private Outcomes outcomes;

    @Autowired
    private Receivers receivers;

    @Autowired
    private MessageSettings settings;

    @Autowired
    private Providers providers;

    @Autowired
    private SettableClock clock;

    @Autowired
    private TestClocks clocks;

    @Autowired
    private JdbcTemplate jdbc;

    @BeforeEach
    void start() {
        clock.set(START);
        providers.mail().answer(message -> new Outcome.Accepted(null));
        providers.sms().answer(message -> new Outcome.Accepted("SM" + message.deliveryId()));
        deliverAll();
    }

    @Test
    @DisplayName("M1, D1: a notice goes to the owner's mail and phone, and is accepted once")
    void sendsToTheOwnerByDefault() {
        long account = customers.open(AccountClock.WALL, "+1 415 555 0100");
        customers.announce(customers.notice(account, Stage.OVERDUE));

        deliverAll();
        deliverAll();

        assertThat(providers.mail().sentTo(account)).hasSize(1);
        assertThat(providers.sms().sentTo(account))
                .singleElement()
                .satisfies(sms -> assertThat(sms.to()).isEqualTo("+14155550100"));
        assertThat(deliveries(account)).hasSize(2).allSatisfy(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.ACCEPTED);
            assertThat(delivery.acceptedAt()).isEqualTo(START);
            assertThat(delivery.attempts()).isEqualTo(1);
            assertThat(delivery.attemptAt()).isNull();
        });
    }

    @Test
    @DisplayName("D1: the same notice said again is dropped; a final notice never is")
    void dropsARepeatedNotice() {
        long account = customers.open();
        customers.announce(customers.notice(account, Stage.PAYMENT_FAILED, "bill:1", 0, false));
        customers.announce(customers.notice(account, Stage.PAYMENT_FAILED, "bill:1", 0, false));
        customers.announce(customers.notice(account, Stage.RELEASE_REMINDER, "spell:1", 1, false));
        customers.announce(customers.notice(account, Stage.RELEASE_REMINDER, "spell:1", 1, false));

        assertThat(log.page(account, Stage.PAYMENT_FAILED, null, 10).items()).hasSize(1);
        assertThat(log.page(account, Stage.RELEASE_REMINDER, null, 10).items()).hasSize(2);
    }

    @Test
    @DisplayName("T4: a superseded notice is kept, and its deliveries are stored and not sent")
    void sendsNothingOfASupersededNotice() {
        long account = customers.open();
        customers.announce(customers.notice(account, Stage.SUSPENSION_REMINDER, "spell:1", 1, true));

        deliverAll();

        assertThat(providers.mail().sentTo(account)).isEmpty();
        assertThat(deliveries(account))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.status()).isEqualTo(DeliveryStatus.SUPERSEDED));
    }

    @Test
    @DisplayName("D2: what was not sent when its arrears spell ended is superseded, a retry too")
    void withdrawsWhatASpellLeft() {
        long account = customers.open();
        providers.mail().answer(message -> new Outcome.Postponed("421 busy", null));
        customers.announce(customers.notice(account, Stage.OVERDUE, "spell:1", 1, false));
        deliverAll();
        customers.announce(customers.notice(account, Stage.SUSPENSION_REMINDER, "spell:1", 1, false));
        customers.announce(customers.notice(account, Stage.BILL_ISSUED));

        customers.endSpell(account, 1);
        providers.mail().answer(message -> new Outcome.Accepted(null));
        clock.advance(Duration.ofHours(2));
        deliverAll();

        assertThat(deliveries(account))
                .extracting(Delivery::status)
                .containsExactlyInAnyOrder(
                        DeliveryStatus.SUPERSEDED, DeliveryStatus.SUPERSEDED, DeliveryStatus.ACCEPTED);
    }

    @Test
    @DisplayName("D2: one that fails while its spell ends is not tried again")
    void doesNotRetryWhatWasWithdrawnInFlight() {
        long account = customers.open();
        customers.announce(customers.notice(account, Stage.OVERDUE, "spell:1", 1, false));
        providers.mail().answer(message -> {
            customers.endSpell(account, 1);
            return new Outcome.Postponed("connection lost", null);
        });

        deliverAll();

        assertThat(deliveries(account)).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.SUPERSEDED);
            assertThat(delivery.attemptAt()).isNull();
        });
    }

    @Test
    @DisplayName("D3, D11: on a test clock retries come after exactly 1, 2, 4 ... 60 minutes, until 72 hours are over")
    void backsOffWithoutJitterOnATestClock() {
        long clockId = clocks.create(START).id();
        long account = customers.open(clockId, null);
        customers.announce(customers.notice(account, Stage.BILL_ISSUED));
        providers.mail().answer(message -> new Outcome.Postponed("451 try later", null));

        List<Duration> waits = Tries.waits(worker, clockId, START);

        assertThat(waits)
                .startsWith(
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(4),
                        Duration.ofMinutes(8),
                        Duration.ofMinutes(16),
                        Duration.ofMinutes(32),
                        Duration.ofHours(1),
                        Duration.ofHours(1));
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofHours(71), Duration.ofHours(72));
        assertThat(deliveries(account)).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.DEAD);
            assertThat(delivery.lastError()).isEqualTo("451 try later");
        });
    }

    @Test
    @DisplayName("D11: the wall-clock call sends what is due on a test clock by that clock's own now")
    void sendsByEachAccountsOwnNow() {
        Instant future = START.plus(Duration.ofDays(400));
        long account = customers.open(clocks.create(future).id(), null);
        customers.announce(customers.notice(account, Stage.BILL_ISSUED));

        deliverAll();

        assertThat(deliveries(account))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.acceptedAt()).isEqualTo(future));
    }

    @Test
    @DisplayName("D3: a Retry-After that is longer than the backoff is honoured")
    void honoursRetryAfter() {
        long account = customers.open();
        providers.mail().answer(message -> new Outcome.Postponed("429", Duration.ofHours(5)));
        customers.announce(customers.notice(account, Stage.BILL_ISSUED));

        deliverAll();

        assertThat(deliveries(account))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.attemptAt()).isEqualTo(START.plus(Duration.ofHours(5))));
    }

    @Test
    @DisplayName("D3: a dead delivery is listed with the provider's words, resent and dismissed")
    void listsResendsAndDismissesTheDead() {
        long account = customers.open();
        providers.mail().answer(message -> new Outcome.Refused("550 no such user", true));
        customers.announce(customers.notice(account, Stage.BILL_ISSUED));
        deliverAll();

        Delivery dead = deliveries(account).getFirst();
        assertThat(dead.lastError()).isEqualTo("550 no such user");
        assertThat(log.inStatus(DeliveryStatus.DEAD, null, 50).items()).contains(dead);
        assertThat(receivers.owner(account).canReceive(ChannelKind.EMAIL)).isFalse();
        log.dismiss(dead.id(), "n".repeat(100) + " <" + "e".repeat(242) + "@example.com>");
        assertThat(log.inStatus(DeliveryStatus.DEAD, null, 50).items()).doesNotContain(dead);

        providers.mail().answer(message -> new Outcome.Accepted(null));
        log.resend(dead.id());
        deliverAll();
        assertThat(deliveries(account))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.status()).isEqualTo(DeliveryStatus.ACCEPTED));
        assertThat(receivers.owner(account).canReceive(ChannelKind.EMAIL)).isTrue();
        assertThatThrownBy(() -> log.dismiss(dead.id(), "operator"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo("NOT_DEAD"));
    }

    @Test
    @DisplayName("D2, D3: a dead delivery about arrears that are settled by now is not sent when it is resent")
    void sendsNothingAboutAFormerSpell() {
        long account = customers.open();
        providers.mail().answer(message -> new Outcome.Refused("550 no such user", false));
        customers.announce(customers.notice(account, Stage.OVERDUE, "spell:1", 1, false));
        deliverAll();
        customers.endSpell(account, 1);

        Delivery dead = deliveries(account).getFirst();
        assertThat(dead.status()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(log.resend(dead.id()).status()).isEqualTo(DeliveryStatus.SUPERSEDED);
        deliverAll();
        assertThat(providers.mail().sentTo(account)).hasSize(1);
    }

    @Test
    @DisplayName("M4: what died on the last chosen address goes to the owner, who is told by any verified address")
    void fallsBackToTheOwnerWhenTheLastAddressDies() {
        long account = customers.open(AccountClock.WALL, "+14155550101");
        var trusted =
                receivers.add(account, new NewReceiver("Finance", "finance@example.com", null, null, true), "test");
        settings.put(account, Stage.OVERDUE.type(), Set.of(ChannelKind.EMAIL), List.of(trusted.id()), "test");
        deliverAll();
        providers
                .mail()
                .answer(message -> message.to().startsWith("finance")
                        ? new Outcome.Refused("550 gone", true)
                        : new Outcome.Accepted(null));
        Notice notice = customers.notice(account, Stage.OVERDUE);
        customers.announce(notice);
        deliverAll();
        deliverAll();

        assertThat(log.ofNotice(notice.id()))
                .extracting(Delivery::receiver, Delivery::channel, Delivery::status, Delivery::fallback)
                .containsExactlyInAnyOrder(
                        tuple("Finance", ChannelKind.EMAIL, DeliveryStatus.DEAD, false),
                        tuple("Olga Owner", ChannelKind.EMAIL, DeliveryStatus.ACCEPTED, true),
                        tuple("Olga Owner", ChannelKind.SMS, DeliveryStatus.ACCEPTED, true));
        assertThat(settings.get(account, Stage.OVERDUE.type()).fallsBack()).isTrue();
        assertThat(log.fallbacks(null, 50).items()).anyMatch(delivery -> delivery.noticeId() == notice.id());
    }

    @Test
    @DisplayName("R5: the guard is told of an accepted final notice, and when all that were accepted bounced")
    void tellsTheGuardOfFinalNotices() {
        long account = customers.open(AccountClock.WALL, "+14155550102");
        settings.put(
                account, Stage.OVERDUE.type(), Set.of(ChannelKind.EMAIL, ChannelKind.SMS), ownerOf(account), "test");
        providers.mail().answer(message -> new Outcome.Postponed("451", null));
        Notice notice = customers.notice(account, Stage.RELEASE_REMINDER);
        customers.announce(notice, customers.notice(account, Stage.OVERDUE));
        deliverAll();

        assertThat(acceptances(notice.id())).isEqualTo(1);

        Delivery sms = log.ofNotice(notice.id()).stream()
                .filter(delivery -> delivery.channel() == ChannelKind.SMS)
                .findFirst()
                .orElseThrow();
        outcomes.report(new ProviderReport("twilio", "SM" + sms.id(), false, "30003 unreachable", false));

        assertThat(acceptances(notice.id())).isZero();
        assertThat(log.ofNotice(notice.id())).anyMatch(delivery -> delivery.status() == DeliveryStatus.BOUNCED);
        assertThat(log.resend(sms.id()).acceptedAt()).isNull();
    }

    @Test
    @DisplayName("R5: the guard goes by the first acceptance that has not bounced, which a file's is none of")
    void tellsTheGuardWhichAcceptanceStands() {
        long account = customers.open(AccountClock.WALL, "+14155550103");
        settings.put(
                account, Stage.OVERDUE.type(), Set.of(ChannelKind.EMAIL, ChannelKind.SMS), ownerOf(account), "test");
        providers.mail().answer(message -> new Outcome.Postponed("451", null));
        Notice notice = customers.notice(account, Stage.RELEASE_REMINDER);
        customers.announce(notice);
        deliverAll();
        providers.mail().answer(message -> new Outcome.Accepted(null));
        Instant later = START.plus(Duration.ofHours(1));
        clock.set(later);
        deliverAll();
        assertThat(acceptedAt(notice)).isEqualTo(START);

        long sms = delivery(notice, ChannelKind.SMS);
        outcomes.report(new ProviderReport("twilio", "SM" + sms, false, "30003 unreachable", false));
        assertThat(acceptedAt(notice)).isEqualTo(later);

        jdbc.update("UPDATE deliveries SET provider = 'outbox' WHERE id = ?", delivery(notice, ChannelKind.EMAIL));
        jdbc.update("UPDATE deliveries SET status = 'ACCEPTED' WHERE id = ?", sms);
        outcomes.report(new ProviderReport("twilio", "SM" + sms, false, "30003 unreachable", false));
        assertThat(acceptances(notice.id())).isZero();
    }

    @Test
    @DisplayName("R5, D3: what a provider says counts from when it says it, not from when the batch was begun")
    void countsFromWhenTheProviderAnswered() {
        long account = customers.open(AccountClock.WALL, "+14155550104");
        providers.mail().answer(message -> {
            clock.advance(Duration.ofMinutes(2));
            return new Outcome.Accepted(null);
        });
        providers.sms().answer(message -> {
            clock.advance(Duration.ofMinutes(2));
            return new Outcome.Postponed("429", Duration.ofHours(5));
        });
        Notice notice = customers.notice(account, Stage.RELEASE_REMINDER);
        customers.announce(notice);
        deliverAll();

        Instant accepted = START.plus(Duration.ofMinutes(2));
        assertThat(acceptedAt(notice)).isEqualTo(accepted);
        assertThat(log.ofNotice(notice.id()))
                .extracting(Delivery::acceptedAt, Delivery::attemptAt)
                .containsExactlyInAnyOrder(tuple(accepted, null), tuple(null, accepted.plus(Duration.ofMinutes(302))));
    }

    private long delivery(Notice notice, ChannelKind channel) {
        return log.ofNotice(notice.id()).stream()
                .filter(delivery -> delivery.channel() == channel)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private Instant acceptedAt(Notice notice) {
        return jdbc.queryForObject(
                "SELECT accepted_at FROM final_notice_acceptances WHERE notice_id = ?",
                (row, i) -> Sql.instant(row, "accepted_at"),
                notice.id());
    }

    @Test
    @DisplayName("D2: two workers side by side send each delivery once")
    void neverSendsADeliveryTwiceAtOnce() throws Exception {
        long account = customers.open();
        for (int i = 0; i < 60; i++) {
            customers.announce(customers.notice(account, Stage.BILL_ISSUED));
        }
        int workers = 4;
        CyclicBarrier together = new CyclicBarrier(workers);
        List<Callable<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < workers; i++) {
            calls.add(() -> {
                together.await();
                int all = 0;
                for (int sent = 1; sent > 0; ) {
                    sent = worker.deliverDue(7);
                    all += sent;
                }
                return all;
            });
        }
        int sent = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            for (Future<Integer> each : threads.invokeAll(calls)) {
                sent += each.get();
            }
        }
        sent += deliverAll();

        assertThat(sent).isEqualTo(60);
        assertThat(providers.mail().sentTo(account))
                .hasSize(60)
                .extracting(Outgoing::deliveryId)
                .doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("D2: what a dead worker left is sent when its lease has run out, by the wall clock")
    void takesOverWhatADeadWorkerLeft() {
        long account = customers.open();
        customers.announce(customers.notice(account, Stage.BILL_ISSUED));
        providers.mail().answer(message -> {
            throw new OutOfMemoryError("the worker dies");
        });
        assertThatThrownBy(() -> worker.deliverDue(10)).isInstanceOf(OutOfMemoryError.class);
        providers.mail().answer(message -> new Outcome.Accepted(null));

        assertThat(worker.nextAttemptAt(AccountClock.WALL)).isPresent();
        assertThat(worker.deliverDue(10)).isZero();
        clock.advance(Duration.ofMinutes(5));
        deliverAll();
        assertThat(deliveries(account))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.status()).isEqualTo(DeliveryStatus.ACCEPTED));
        // it died between sending and storing: the second copy has the id of the first, of which the Message-ID is made
        long id = deliveries(account).getFirst().id();
        assertThat(providers.mail().sentTo(account))
                .extracting(Outgoing::deliveryId)
                .containsExactly(id, id);
    }

    @Test
    @DisplayName("D2: a worker that outlived its lease changes nothing of what the one after it stored")
    void storesNothingBeyondItsLease() {
        long account = customers.open();
        customers.announce(customers.notice(account, Stage.BILL_ISSUED));
        providers.mail().answer(message -> {
            providers.mail().answer(again -> new Outcome.Accepted(null));
            clock.advance(Duration.ofMinutes(5));
            deliverAll();
            return new Outcome.Refused("550 said too late", false);
        });
        deliverAll();

        assertThat(deliveries(account)).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.ACCEPTED);
            assertThat(delivery.lastError()).isNull();
        });
        assertThat(providers.mail().sentTo(account)).hasSize(2);
    }

    @Test
    @DisplayName(
            "M2: what was not sent to a removed receiver is withdrawn, and goes to the owner where nobody else is told")
    void routesAgainWhatARemovedReceiverLeft() {
        long account = customers.open();
        var finance =
                receivers.add(account, new NewReceiver("Finance", "finance2@example.com", null, null, true), "test");
        settings.put(account, Stage.OVERDUE.type(), Set.of(ChannelKind.EMAIL), List.of(finance.id()), "test");
        Notice notice = customers.notice(account, Stage.OVERDUE);
        customers.announce(notice);

        receivers.remove(account, finance.id(), "test");
        deliverAll();

        assertThat(log.ofNotice(notice.id()))
                .extracting(Delivery::receiver, Delivery::status)
                .containsExactlyInAnyOrder(
                        tuple("Finance", DeliveryStatus.SUPERSEDED), tuple("Olga Owner", DeliveryStatus.ACCEPTED));
        assertThat(settings.get(account, Stage.OVERDUE.type()).setting().receiverIds())
                .isEqualTo(ownerOf(account));
    }

    @Test
    @DisplayName("M2: what fails while its receiver is removed goes to the owner as well")
    void routesAgainWhatFailsWhileItsReceiverIsRemoved() {
        long account = customers.open();
        Notice notice = failsWhile(account, 0, finance -> receivers.remove(account, finance, "test"));

        assertThat(log.ofNotice(notice.id()))
                .extracting(Delivery::receiver, Delivery::status)
                .containsExactlyInAnyOrder(
                        tuple("Finance", DeliveryStatus.SUPERSEDED), tuple("Olga Owner", DeliveryStatus.ACCEPTED));
    }

    @Test
    @DisplayName("M2, D2: what fails while its spell ends and its receiver is removed goes to nobody")
    void routesNothingAboutASpellThatIsOver() {
        long account = customers.open();
        Notice notice = failsWhile(account, 1, finance -> {
            customers.endSpell(account, 1);
            receivers.remove(account, finance, "test");
        });

        assertThat(log.ofNotice(notice.id()))
                .extracting(Delivery::receiver, Delivery::status)
                .containsExactly(tuple("Finance", DeliveryStatus.SUPERSEDED));
    }

    /** A notice to one receiver, something that happens while it is being sent, and a fault that may pass. */
    private Notice failsWhile(long account, int spell, LongConsumer meanwhile) {
        long finance = chooseFinance(account);
        providers.mail().answer(message -> {
            if (!message.to().equals(FINANCE)) {
                return new Outcome.Accepted(null);
            }
            meanwhile.accept(finance);
            return new Outcome.Postponed("connection lost", null);
        });
        Notice notice = customers.notice(account, Stage.OVERDUE, "test", spell, false);
        customers.announce(notice);
        deliverAll();
        return notice;
    }

    /** A receiver who is told of overdue payments in the owner's place, by mail. */
    private long chooseFinance(long account) {
        long finance = receivers
                .add(account, new NewReceiver("Finance", FINANCE, null, null, true), "test")
                .id();
        settings.put(account, Stage.OVERDUE.type(), Set.of(ChannelKind.EMAIL), List.of(finance), "test");
        deliverAll();
        return finance;
    }

    @Test
    @DisplayName("M2, D3: a dead delivery is not sent to an address that is its receiver's no more")
    void resendsNothingToAnAddressThatWasGivenUp() {
        long account = customers.open();
        long finance = chooseFinance(account);
        providers
                .mail()
                .answer(message -> message.to().equals(FINANCE)
                        ? new Outcome.Refused("550 mailbox full", false)
                        : new Outcome.Accepted(null));
        Notice notice = customers.notice(account, Stage.OVERDUE);
        customers.announce(notice);
        deliverAll();
        Delivery dead = log.ofNotice(notice.id()).getFirst();
        assertThat(dead.status()).isEqualTo(DeliveryStatus.DEAD);
        receivers.edit(account, finance, new ContactDetails("Finance", "new@example.com", null, null), "test");
        providers.mail().answer(message -> new Outcome.Accepted(null));

        assertThat(log.resend(dead.id()).status()).isEqualTo(DeliveryStatus.SUPERSEDED);
        deliverAll();
        assertThat(providers.mail().sentTo(account))
                .filteredOn(message -> message.to().equals(FINANCE))
                .hasSize(1);
    }

    @Test
    @DisplayName("M5, D3: what died on the address that an owner has given up can be sent there again")
    void resendsToTheFormerAddressOfAnOwner() {
        long account = customers.open();
        providers.mail().answer(message -> new Outcome.Refused("550 mailbox full", false));
        receivers.edit(
                account,
                receivers.owner(account).id(),
                new ContactDetails("Olga Owner", "new" + account + "@example.com", null, null),
                "test");
        deliverAll();
        Delivery former = log.page(account, Stage.CONTACT_CHANGED, null, 10)
                .items()
                .getFirst()
                .deliveries()
                .getFirst();

        assertThat(log.resend(former.id()).status()).isEqualTo(DeliveryStatus.PENDING);
    }

    private List<Long> ownerOf(long account) {
        return List.of(receivers.owner(account).id());
    }

    private Integer acceptances(long noticeId) {
        return jdbc.queryForObject(
                "SELECT COUNT(*) FROM final_notice_acceptances WHERE notice_id = ?", Integer.class, noticeId);
    }

    private List<Delivery> deliveries(long account) {
        return log.page(account, null, null, 200).items().stream()
                .flatMap(sent -> sent.deliveries().stream())
                .toList();
    }

    private int deliverAll() {
        int all = 0;
        for (int sent = 1; sent > 0; ) {
            sent = worker.deliverDue(100);
            all += sent;
        }
        return all;
    }
}
