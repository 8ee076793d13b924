package io.tideover.message.delivery;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.tideover.Customers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.notice.Notice;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Channels;
import io.tideover.message.channel.MailChannel;
import io.tideover.message.channel.MailComposer;
import io.tideover.message.channel.MessageSite;
import io.tideover.message.channel.SmsChannel;
import io.tideover.message.channel.TwilioSettings;
import io.tideover.message.delivery.FaultySmtpServer.Mood;
import io.tideover.message.receiver.Receivers;
import io.tideover.message.routing.MessageSettings;
import io.tideover.test.TestDatabaseInitializer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;

/** X3: a mail server and an SMS provider that fail in every way, until every notice is accepted or on the list of dead ones. */
@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class ProviderFaultsIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final String MESSAGES = "/2010-04-01/Accounts/.*";

    /** For providers that answer, however busy the machine is. */
    private static final Duration PATIENT = Duration.ofMinutes(1);

    /** For those that never will. */
    private static final Duration IMPATIENT = Duration.ofSeconds(1);

    @RegisterExtension
    static final WireMockExtension TWILIO = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    @Autowired
    private Customers customers;

    @Autowired
    private DeliveryLog log;

    @Autowired
    private Receivers receivers;

    @Autowired
    private MessageSettings settings;

    @Autowired
    private SettableClock clock;

    @Autowired
    private Deliveries deliveries;

    @Autowired
    private Outcomes outcomes;

    @Autowired
    private Envelopes envelopes;

    @Autowired
    private MailComposer composer;

    @Autowired
    private MessageSite site;

    @Autowired
    private DeliverySettings deliverySettings;

    @Autowired
    private AccountClock accountClock;

    @Autowired
    private PlatformTransactionManager transactions;

    private FaultySmtpServer smtp;
    private DeliveryWorker worker;

    @BeforeEach
    void realProviders() {
        clock.set(START);
        smtp = new FaultySmtpServer();
        be(PATIENT);
        taken();
        // what other tests of this database left
        deliverAll();
    }

    @AfterEach
    void closed() {
        smtp.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"REFUSE_CONNECTIONS", "HANG_AT_ONCE", "BUSY_AT_ONCE", "BUSY", "DROP_IN_DATA", "SILENT_AFTER_DATA"})
    @DisplayName("D3: what may pass is tried again, and arrives under the same Message-ID")
    void outlivesWhatMayPass(Mood mood) {
        long account = customers.open();
        smtp.be(mood);
        be(mood == Mood.HANG_AT_ONCE || mood == Mood.SILENT_AFTER_DATA ? IMPATIENT : PATIENT);
        Notice notice = customers.notice(account, Stage.BILL_ISSUED);
        customers.announce(notice);
        deliverAll();

        Delivery delivery = only(notice);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.RETRY);
        assertThat(delivery.attempts()).isEqualTo(1);
        assertThat(delivery.lastError()).isNotBlank();
        assertThat(delivery.attemptAt()).isBetween(START.plusSeconds(48), START.plusSeconds(72));

        smtp.be(Mood.TAKE);
        be(PATIENT);
        clock.advance(Duration.ofSeconds(90));
        deliverAll();
        assertThat(only(notice).status()).isEqualTo(DeliveryStatus.ACCEPTED);
        assertThat(smtp.taken(composer.messageId(delivery.id()))).isEqualTo(mood == Mood.SILENT_AFTER_DATA ? 2 : 1);
    }

    @Test
    @DisplayName("D3, M4: a 550 is for good; a dead mail on the last working address goes to the owner's phone")
    void givesUpWhatIsForGood() {
        long account = customers.open(AccountClock.WALL, "+14155550123");
        settings.put(
                account,
                Stage.BILL_ISSUED.type(),
                Set.of(ChannelKind.EMAIL),
                List.of(receivers.owner(account).id()),
                "test");
        deliverAll();
        smtp.be(Mood.NO_SUCH_USER);
        Notice notice = customers.notice(account, Stage.BILL_ISSUED);
        customers.announce(notice);
        deliverAll();
        deliverAll();

        assertThat(log.ofNotice(notice.id())).hasSize(2).anySatisfy(mail -> {
            assertThat(mail.channel()).isEqualTo(ChannelKind.EMAIL);
            assertThat(mail.status()).isEqualTo(DeliveryStatus.DEAD);
            assertThat(mail.lastError()).contains("550").contains("no such user");
        });
        assertThat(log.ofNotice(notice.id())).anySatisfy(sms -> {
            assertThat(sms.channel()).isEqualTo(ChannelKind.SMS);
            assertThat(sms.status()).isEqualTo(DeliveryStatus.ACCEPTED);
            assertThat(sms.fallback()).isTrue();
        });
    }

    @Test
    @DisplayName("D7: one mail of a batch that breaks the connection takes none of the others with it")
    void losesNoOtherMailOfTheBatch() {
        long account = customers.open();
        List<Notice> notices = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            notices.add(customers.notice(account, Stage.BILL_ISSUED));
        }
        customers.announce(notices.toArray(Notice[]::new));
        smtp.beFor(3, Mood.DROP_IN_DATA);
        deliverAll();

        assertThat(notices.stream().map(this::only).map(Delivery::status))
                .containsExactly(
                        DeliveryStatus.ACCEPTED,
                        DeliveryStatus.ACCEPTED,
                        DeliveryStatus.RETRY,
                        DeliveryStatus.ACCEPTED,
                        DeliveryStatus.ACCEPTED);
    }

    @Test
    @DisplayName("D8: a provider is handed no more at once, and in a second, than it may be")
    void keepsToTheLimit() {
        long account = customers.open();
        List<Notice> notices = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            notices.add(customers.notice(account, Stage.BILL_ISSUED));
        }
        customers.announce(notices.toArray(Notice[]::new));
        be(PATIENT, 2);
        int before = smtp.connections();

        long begun = System.nanoTime();
        deliverAll();

        // two at once, two a second later, and the last another half a second later
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(smtp.connections() - before).isEqualTo(3);
        assertThat(notices.stream().map(this::only).map(Delivery::status)).containsOnly(DeliveryStatus.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {21211, 21610, 21614})
    @DisplayName("D3: a number that is invalid or opted out is dead at once, with Twilio's words")
    void givesUpABadNumber(int code) {
        twilio(jsonResponse("{\"code\": %d, \"message\": \"as Twilio says\", \"status\": 400}".formatted(code), 400));
        Delivery sms = sms();
        assertThat(sms.status()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(sms.lastError()).contains(Integer.toString(code)).contains("as Twilio says");
        assertThat(receivers.owner(sms.accountId()).canReceive(ChannelKind.SMS)).isFalse();
    }

    @Test
    @DisplayName("D3: 429 waits as long as Retry-After says")
    void waitsAsLongAsTwilioSays() {
        twilio(jsonResponse("{\"code\": 20429, \"message\": \"slow down\", \"status\": 429}", 429)
                .withHeader("Retry-After", "900"));
        Delivery sms = sms();
        assertThat(sms.status()).isEqualTo(DeliveryStatus.RETRY);
        assertThat(sms.attemptAt()).isEqualTo(START.plusSeconds(900));
    }

    @Test
    @DisplayName("D3: 500 and silence are tried again")
    void triesAgainWhereTwilioIsDown() {
        twilio(aResponse().withStatus(500).withBody("down"));
        assertThat(sms().status()).isEqualTo(DeliveryStatus.RETRY);
        twilio(aResponse().withStatus(201).withBody("{}").withFixedDelay(20_000));
        be(IMPATIENT);
        Delivery sms = sms();
        assertThat(sms.status()).isEqualTo(DeliveryStatus.RETRY);

        be(PATIENT);
        taken();
        clock.advance(Duration.ofMinutes(2));
        deliverAll();
        assertThat(log.ofNotice(sms.noticeId()))
                .allSatisfy(each -> assertThat(each.status()).isEqualTo(DeliveryStatus.ACCEPTED));
    }

    @Test
    @DisplayName("X3: whatever order the faults come in, every delivery ends ACCEPTED or in the list of dead ones")
    void losesNothing() {
        long seed = Long.getLong("tideover.faults.seed", System.nanoTime());
        Random random = new Random(seed);
        be(IMPATIENT);
        List<Long> accounts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long account = customers.open(AccountClock.WALL, "+1415555%04d".formatted(random.nextInt(1_000, 9_999)));
            accounts.add(account);
            customers.announce(customers.notice(account, Stage.BILL_ISSUED));
        }
        List<ResponseDefinitionBuilder> answers = List.of(
                jsonResponse("{\"code\": 20429, \"message\": \"slow\", \"status\": 429}", 429)
                        .withHeader("Retry-After", "600"),
                aResponse().withStatus(500),
                jsonResponse("{\"code\": 21610, \"message\": \"opted out\", \"status\": 400}", 400),
                jsonResponse("{\"sid\": \"SM1\", \"status\": \"queued\"}", 201));
        List<Mood> moods = List.of(
                Mood.REFUSE_CONNECTIONS, Mood.BUSY, Mood.NO_SUCH_USER, Mood.DROP_IN_DATA, Mood.HANG_AT_ONCE, Mood.TAKE);
        for (Instant now = START; now.isBefore(START.plus(Duration.ofHours(80))); now = now.plus(Duration.ofHours(2))) {
            clock.set(now);
            smtp.be(Mood.TAKE);
            smtp.beFor(1 + random.nextInt(12), moods.get(random.nextInt(moods.size())));
            twilio(answers.get(random.nextInt(answers.size())));
            deliverAll();
        }

        List<Delivery> dead = log.inStatus(DeliveryStatus.DEAD, null, 500).items();
        for (long account : accounts) {
            List<Delivery> sent = log.page(account, null, null, 100).items().stream()
                    .map(DeliveryLog.Sent::deliveries)
                    .flatMap(Collection::stream)
                    .toList();
            assertThat(sent)
                    .as("seed %d, account %d", seed, account)
                    .isNotEmpty()
                    .allSatisfy(delivery -> {
                        assertThat(delivery.status()).isIn(DeliveryStatus.ACCEPTED, DeliveryStatus.DEAD);
                        if (delivery.status() == DeliveryStatus.DEAD) {
                            assertThat(dead).contains(delivery);
                            assertThat(delivery.lastError()).isNotBlank();
                        } else if (delivery.channel() == ChannelKind.EMAIL) {
                            assertThat(smtp.taken(composer.messageId(delivery.id())))
                                    .isPositive();
                        }
                    });
        }
    }

    /** How long providers are waited for from now on. */
    private void be(Duration patience) {
        be(patience, deliverySettings.mailsPerSecond());
    }

    private void be(Duration patience, int mailsPerSecond) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(smtp.port());
        sender.getJavaMailProperties().put("mail.smtp.timeout", Long.toString(patience.toMillis()));
        worker = new DeliveryWorker(
                deliveries,
                outcomes,
                envelopes,
                new Channels(List.of(
                        new MailChannel(sender, composer),
                        new SmsChannel(
                                new TwilioSettings(
                                        "AC00000000000000000000000000000000",
                                        "secret",
                                        "+15005550006",
                                        URI.create(TWILIO.baseUrl()),
                                        patience),
                                site))),
                accountClock,
                new DeliverySettings(
                        deliverySettings.lease(),
                        deliverySettings.firstRetry(),
                        deliverySettings.longestRetry(),
                        deliverySettings.giveUpAfter(),
                        mailsPerSecond,
                        deliverySettings.smsPerSecond()),
                transactions);
    }

    private void taken() {
        twilio(jsonResponse("{\"sid\": \"SM1\", \"status\": \"queued\"}", 201));
    }

    private void twilio(ResponseDefinitionBuilder answer) {
        TWILIO.stubFor(post(urlPathMatching(MESSAGES)).willReturn(answer));
    }

    /** An SMS to a new owner, as it stands after a look. */
    private Delivery sms() {
        long account = customers.open(AccountClock.WALL, "+14155550188");
        Notice notice = customers.notice(account, Stage.BILL_ISSUED);
        customers.announce(notice);
        deliverAll();
        return log.ofNotice(notice.id()).stream()
                .filter(delivery -> delivery.channel() == ChannelKind.SMS)
                .findFirst()
                .orElseThrow();
    }

    private Delivery only(Notice notice) {
        List<Delivery> sent = log.ofNotice(notice.id());
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private void deliverAll() {
        for (int sent = 1; sent > 0; ) {
            sent = worker.deliverDue(100);
        }
    }
}
