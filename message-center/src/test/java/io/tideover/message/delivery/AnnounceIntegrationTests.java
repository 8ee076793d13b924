package io.tideover.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.Customers;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.notice.Announcement;
import io.tideover.lifecycle.notice.Announcement.Part;
import io.tideover.lifecycle.notice.Announcement.Portions;
import io.tideover.lifecycle.notice.Announcements;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.lifecycle.resource.Transition;
import io.tideover.lifecycle.resource.TransitionReason;
import io.tideover.message.receiver.AccountCards;
import io.tideover.test.TestDatabaseInitializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class AnnounceIntegrationTests {

    @Autowired
    private Customers customers;

    @Autowired
    private AccountCards cards;

    @Autowired
    private Resources resources;

    @Autowired
    private Announcements announcements;

    @Autowired
    private DeliveryLog log;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    @DisplayName("D1: a batch of accounts takes as many statements as one account does")
    void takesAConstantNumberOfStatements() {
        statements(batch(1));

        long few = statements(batch(2));
        List<Announcement> batch = batch(40);
        long many = statements(batch);

        assertThat(many).isEqualTo(few);
        assertThat(batch)
                .allSatisfy(announcement -> assertThat(log.page(announcement.accountId(), Stage.OVERDUE, null, 10)
                                .items())
                        .singleElement()
                        .satisfies(sent -> {
                            assertThat(sent.deliveries()).hasSize(1);
                            assertThat(sent.notice().resources().first())
                                    .singleElement()
                                    .satisfies(line -> assertThat(line.name()).isEqualTo("etl_nightly"));
                        }));
    }

    @Test
    @DisplayName("D1: what is announced is undone with what caused it")
    void isUndoneWithItsCause() {
        List<Announcement> batch = batch(1);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            announcements.announce(batch);
            status.setRollbackOnly();
        });

        assertThat(log.page(batch.getFirst().accountId(), Stage.OVERDUE, null, 10)
                        .items())
                .isEmpty();
    }

    @Test
    @DisplayName(
            "S8: a notice whose resources follow in portions is told once, when it is complete, and names them all")
    void tellsOnceOfWhatComesInPortions() {
        long account = customers.open();
        Notice plain = customers.notice(account, Stage.SUSPENDED);

        announceParts(account, List.of(part(plain, true, 0, 11), part(plain, false, 1, 12)), List.of(), List.of());
        assertThat(log.page(account, Stage.SUSPENDED, null, 10).items()).isEmpty();

        announceParts(account, List.of(part(plain, false, 2, 13)), List.of(plain), List.of());
        assertThat(log.page(account, Stage.SUSPENDED, null, 10).items())
                .singleElement()
                .satisfies(sent -> {
                    assertThat(sent.resourceIds()).containsExactly(11L, 12L, 13L);
                    assertThat(sent.deliveries())
                            .singleElement()
                            .satisfies(delivery -> assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING));
                });
    }

    @Test
    @DisplayName("S8, D2: a notice whose spell ended before it was complete is kept and not sent")
    void sendsNothingOfASpellThatEndedMeanwhile() {
        long account = customers.open();
        Notice plain = customers.notice(account, Stage.SUSPENDED);
        int spell = 3;
        Notice ofSpell = new Notice(
                plain.id(),
                account,
                plain.stage(),
                plain.createdAt(),
                "spell:3",
                spell,
                false,
                plain.deadline(),
                plain.facts(),
                List.of(),
                List.of());

        announceParts(account, List.of(part(ofSpell, true, 0, 11)), List.of(ofSpell), List.of(spell));

        assertThat(log.page(account, Stage.SUSPENDED, null, 10).items())
                .singleElement()
                .satisfies(sent -> assertThat(sent.deliveries())
                        .singleElement()
                        .satisfies(delivery -> assertThat(delivery.status()).isEqualTo(DeliveryStatus.SUPERSEDED)));
    }

    private static Part part(Notice notice, boolean first, int before, long resource) {
        return new Part(
                notice.id(),
                notice.stage(),
                notice.createdAt(),
                notice.facts(),
                first,
                before,
                List.of(new NoticeLine(resource, null, null, false)),
                first ? notice.billIds() : List.of());
    }

    private void announceParts(long account, List<Part> parts, List<Notice> completed, List<Integer> ended) {
        var card = cards.get(account);
        new TransactionTemplate(transactions)
                .executeWithoutResult(status -> announcements.announce(List.of(new Announcement(
                        account,
                        0,
                        card.now(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new Portions(parts, completed, ended)))));
    }

    private List<Announcement> batch(int size) {
        List<Announcement> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long account = customers.open();
            long resource = resources
                    .register(account, "etl_nightly", "dws", "eu-" + account, BillingMode.PAY_AS_YOU_GO, null)
                    .resource()
                    .id();
            var card = cards.get(account);
            Notice plain = customers.notice(account, Stage.OVERDUE);
            Notice notice = new Notice(
                    plain.id(),
                    account,
                    Stage.OVERDUE,
                    card.now(),
                    "spell:1",
                    1,
                    false,
                    plain.deadline(),
                    plain.facts(),
                    List.of(new NoticeLine(resource, plain.deadline(), Phase.RETENTION, false)),
                    List.of(account));
            batch.add(new Announcement(
                    account,
                    0,
                    card.now(),
                    List.of(new Transition(
                            account,
                            1,
                            resource,
                            1,
                            Phase.ACTIVE,
                            Phase.GRACE,
                            card.now(),
                            TransitionReason.ARREARS,
                            null)),
                    List.of(notice),
                    List.of(7)));
        }
        return batch;
    }

    private long statements(List<Announcement> batch) {
        return Objects.requireNonNull(new TransactionTemplate(transactions).execute(status -> {
            long before = questions();
            announcements.announce(batch);
            return questions() - before;
        }));
    }

    private long questions() {
        return Objects.requireNonNull(
                jdbc.queryForObject("SHOW SESSION STATUS LIKE 'Questions'", (row, i) -> row.getLong("Value")));
    }
}
