package io.tideover.message.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture.Providers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sql;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.NoticeLine;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.delivery.DeliveryWorker;
import io.tideover.test.TestDatabaseInitializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

/** What is read of a notice, however much it names. */
@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class NoticesIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final Instant DEADLINE = Instant.parse("2026-02-01T00:00:00Z");
    private static final int MANY = 100_000;

    @Autowired
    private Customers customers;

    @Autowired
    private Notices notices;

    @Autowired
    private Inbox inbox;

    @Autowired
    private DeliveryWorker worker;

    @Autowired
    private DeliveryLog log;

    @Autowired
    private Resources resources;

    @Autowired
    private Bills bills;

    @Autowired
    private Providers providers;

    @Autowired
    private SettableClock clock;

    @Autowired
    private JdbcTemplate jdbc;

    @BeforeEach
    void start() {
        clock.set(START);
        providers.takeAll();
    }

    @Test
    @DisplayName(
            "T4: a notice is about the resources that no newer one speaks of; a superseded one still names its own")
    void isAboutWhatNoNewerOneSpeaksOf() {
        long account = customers.open();
        List<NoticeLine> lines = List.of(line(11, true), line(12, false), line(13, true));
        Notice current = notice(account, false, lines);
        Notice superseded = notice(account, true, lines);
        customers.announce(current, superseded);

        assertThat(named(current).first()).extracting(ResourceLine::resourceId).containsExactly(12L);
        assertThat(named(current).count()).isEqualTo(1);
        assertThat(named(superseded).first())
                .extracting(ResourceLine::resourceId)
                .containsExactly(11L, 12L, 13L);
        assertThat(notices.resourceIds(List.of(current.id())).get(current.id())).containsExactly(11L, 12L, 13L);
    }

    @Test
    @DisplayName("D12: a page of notices ends early where they name very many resources; none is too long for a page")
    void endsAPageEarly() {
        long account = customers.open();
        customers.announce(
                naming(account, Notices.MOST_NAMED + 1),
                naming(account, 4_000),
                naming(account, 4_000),
                naming(account, 4_000));

        List<Integer> named = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        String cursor = null;
        do {
            var page = log.page(account, null, cursor, 10);
            page.items().forEach(sent -> named.add(sent.resourceIds().size()));
            pages.add(page.items().size());
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(named).containsExactly(Notices.MOST_NAMED + 1, 4_000, 4_000, 4_000);
        assertThat(pages).containsExactly(1, 2, 1);
    }

    private Notice naming(long account, int count) {
        return notice(
                account,
                false,
                LongStream.range(0, count).mapToObj(id -> line(id, false)).toList());
    }

    @Test
    @DisplayName("T4, D4: what newer notices speak of is neither named nor counted among very many")
    void countsWhatNoNewerOneSpeaksOf() {
        long account = customers.open();
        List<NoticeLine> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add(line(1_000 + i, i < 120));
        }
        Notice current = notice(account, false, lines);
        Notice superseded = notice(account, true, lines);
        Notice silent = notice(
                account,
                false,
                lines.stream().map(line -> line(line.resourceId(), true)).toList());
        customers.announce(current, superseded, silent);

        assertThat(named(current).count()).isEqualTo(80);
        assertThat(named(current).first())
                .hasSize(50)
                .first()
                .satisfies(line -> assertThat(line.resourceId()).isEqualTo(1_120));
        assertThat(named(superseded).count()).isEqualTo(200);
        assertThat(named(silent).isEmpty()).isTrue();
    }

    @Test
    @DisplayName(
            "D4, D5: the most urgent of very many resources are named, and what is said of all of them is of all of them")
    void namesTheMostUrgentAndCountsTheRest() {
        long account = customers.open();
        List<NoticeLine> lines = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            // all of them postpaid, but for one that is not among those that are named
            BillingMode mode = i == 59 ? BillingMode.SUBSCRIPTION : BillingMode.PAY_AS_YOU_GO;
            String product = i == 58 ? "maxcompute" : "dws";
            long resource = resources
                    .register(
                            account,
                            "r" + i,
                            product,
                            "eu-1",
                            mode,
                            mode == BillingMode.SUBSCRIPTION ? Instant.parse("2026-06-01T00:00:00Z") : null)
                    .resource()
                    .id();
            Instant deadline = i >= 55 ? null : DEADLINE.minus(Duration.ofHours(i / 2));
            lines.add(new NoticeLine(resource, deadline, Phase.RELEASED, false));
        }
        Notice notice = notice(account, false, lines);
        customers.announce(notice);

        NamedResources named = named(notice);
        assertThat(named.first()).hasSize(50).extracting(ResourceLine::name).startsWith("r54", "r52", "r53");
        assertThat(named.deadline()).isEqualTo(DEADLINE.minus(Duration.ofHours(27)));
        assertThat(named.more()).isEqualTo(10);
        assertThat(named.changeFirst()).isEqualTo(1);
        assertThat(named.changeLater()).isEqualTo(54);
        assertThat(named.undated()).isEqualTo(5);
        assertThat(named.anyPrepaid()).isTrue();
        assertThat(named.anyPostpaid()).isTrue();
        assertThat(named.kinds().keySet())
                .extracting(NamedResources.Kind::label)
                .contains("Frozen", "Locked");
    }

    @Test
    @DisplayName(
            "D5: a bill is named by its reference and its product's name, the first due first, and the rest counted")
    void namesBills() {
        long account = customers.open();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 55; i++) {
            ids.add(bills.record(
                            account,
                            i == 0 ? "dws" : "obs",
                            "12.50",
                            START.plus(Duration.ofDays(60 - i)),
                            i == 54 ? "ACME-54-" + account : null,
                            List.of())
                    .id());
        }
        Notice plain = customers.notice(account, Stage.BILL_ISSUED);
        Notice notice = new Notice(
                plain.id(),
                account,
                plain.stage(),
                plain.createdAt(),
                "test:" + plain.id(),
                0,
                false,
                DEADLINE,
                plain.facts(),
                List.of(),
                ids);
        customers.announce(notice);

        NamedBills named = notices.byId(List.of(notice.id())).get(notice.id()).bills();
        assertThat(named.first()).hasSize(50);
        assertThat(named.first().getFirst().name()).isEqualTo("ACME-54-" + account);
        assertThat(named.first().getFirst().product()).isEqualTo("OBS");
        assertThat(named.first().get(1).name()).isEqualTo(Long.toString(ids.get(53)));
        assertThat(named.more()).isEqualTo(5);
        assertThat(notices.billIds(List.of(notice.id())).get(notice.id())).containsExactlyElementsOf(ids.reversed());
    }

    @Test
    @DisplayName("D4, S8: a notice about 100 000 resources is a page and a mail of 50 of them")
    void isAPageAndAMailHoweverManyResourcesAreNamed() {
        long account = customers.open();
        Notice notice = notice(account, false, List.of());
        customers.announce(notice);
        nameMany(notice);

        assertThat(inbox.find(account, 7, notice.id()).orElseThrow().notice().resources())
                .satisfies(named -> {
                    assertThat(named.first()).hasSize(50);
                    assertThat(named.more()).isEqualTo(MANY - 50);
                });
        for (int sent = 1; sent > 0; ) {
            sent = worker.deliverDue(100);
        }
        Outgoing.Mail mail = (Outgoing.Mail) providers.mail().sentTo(account).getFirst();
        assertThat(mail.text()).contains("and 99,950 more: ").hasSizeLessThan(10_000);
        assertThat(mail.html()).contains(">and 99,950 more<").hasSizeLessThan(50_000);
        assertThat(new String(mail.calendar(), StandardCharsets.UTF_8)).hasSizeLessThan(2_000);
        assertThat(log.page(account, Stage.SUSPENDED, null, 10).items())
                .singleElement()
                .satisfies(sent -> assertThat(sent.resourceIds()).hasSize(MANY));
    }

    private NamedResources named(Notice notice) {
        return notices.byId(List.of(notice.id())).get(notice.id()).resources();
    }

    private Notice notice(long account, boolean superseded, List<NoticeLine> lines) {
        Notice plain = customers.notice(account, Stage.SUSPENDED, "test", 0, superseded);
        return new Notice(
                plain.id(),
                account,
                plain.stage(),
                plain.createdAt(),
                "test:" + plain.id(),
                0,
                superseded,
                DEADLINE,
                plain.facts(),
                lines,
                List.of());
    }

    /** As the portions of a large account leave it. */
    private void nameMany(Notice notice) {
        String digit = "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
                + " UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9) ";
        jdbc.update(
                "INSERT INTO notice_resources (notice_id, position, account_id, resource_id, deadline, becomes, superseded)"
                        + " SELECT ?, n, ?, 7000000 + n, ?, 'RELEASED', FALSE FROM (SELECT a.d + 10 * b.d + 100 * c.d"
                        + " + 1000 * e.d + 10000 * f.d AS n FROM " + digit + "a, " + digit + "b, " + digit + "c, "
                        + digit
                        + "e, " + digit + "f) numbers",
                notice.id(),
                notice.accountId(),
                Sql.utc(DEADLINE));
    }

    private static NoticeLine line(long resource, boolean superseded) {
        return new NoticeLine(resource, null, null, superseded);
    }
}
