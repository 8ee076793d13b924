package io.tideover.message.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.delivery.DeliveryStatus;
import io.tideover.message.delivery.DeliveryWorker;
import io.tideover.test.TestDatabaseInitializer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** The default run: no mail server, no SMS provider. */
@MessageCenterTest
@ContextConfiguration(
        initializers = TestDatabaseInitializer.class,
        classes = {MessageCenterFixture.class, OutboxIntegrationTests.DefaultChannels.class})
@TestPropertySource(properties = "spring.main.allow-bean-definition-overriding=true")
class OutboxIntegrationTests {

    /** In place of the scripted channels. Without an annotation, so that no other test's scan finds it. */
    static class DefaultChannels {

        @Bean
        @Primary
        Channels scriptedChannels(@Qualifier("channels") Channels channels) {
            return channels;
        }
    }

    @Autowired
    private Customers customers;

    @Autowired
    private DeliveryWorker worker;

    @Autowired
    private DeliveryLog log;

    @Autowired
    private Outbox outbox;

    @Autowired
    private TestClocks clocks;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    @DisplayName("D7: what cannot be sent is written as files and listed, newest first, account by account")
    void writesFiles() {
        long account = customers.open(AccountClock.WALL, "+14155550100");
        Notice notice = customers.notice(account, Stage.OVERDUE);
        customers.announce(notice);
        deliverAll();

        var entries = outbox.page(account, null, 10).items();
        assertThat(entries).extracting(Outbox.Entry::channel).containsExactlyInAnyOrder(ChannelKind.values());
        assertThat(outbox.page(customers.open(), null, 10).items()).isEmpty();
        for (Outbox.Entry entry : entries) {
            String content = new String(outbox.content(entry).orElseThrow(), StandardCharsets.UTF_8);
            if (entry.channel() == ChannelKind.EMAIL) {
                assertThat(entry.path()).endsWith(".eml");
                assertThat(content)
                        .contains("Message-ID: <delivery-" + entry.deliveryId() + "@portal.example.com>")
                        .contains("To: Olga Owner <owner" + account + "@example.com>");
            } else {
                assertThat(content).startsWith("To: +14155550100\n\nUSD 12.50 overdue");
            }
        }
        assertThat(log.ofNotice(notice.id())).allSatisfy(delivery -> {
            assertThat(delivery.status()).isEqualTo(DeliveryStatus.ACCEPTED);
            assertThat(delivery.provider()).isEqualTo("outbox");
        });
    }

    @Test
    @DisplayName("R5: a file counts as an accepted final notice on a test clock only")
    void countsAsAcceptedOnTestClocksOnly() {
        Notice onWall = customers.notice(customers.open(), Stage.RELEASE_REMINDER);
        Notice onTestClock = customers.notice(
                customers.open(
                        clocks.create(Instant.parse("2027-01-01T00:00:00Z")).id(), null),
                Stage.RELEASE_REMINDER);
        List.of(onWall, onTestClock).forEach(notice -> customers.announce(notice));
        deliverAll();

        assertThat(jdbc.queryForList("SELECT notice_id FROM final_notice_acceptances", Long.class))
                .contains(onTestClock.id())
                .doesNotContain(onWall.id());
    }

    private void deliverAll() {
        while (worker.deliverDue(100) > 0) {
            // until nothing is due
        }
    }
}
