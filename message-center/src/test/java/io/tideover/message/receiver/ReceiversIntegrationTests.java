package io.tideover.message.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tideover.Customers;
import io.tideover.MessageCenterFixture.Providers;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.delivery.DeliveryLog;
import io.tideover.message.delivery.DeliveryWorker;
import io.tideover.message.routing.MessageSettings;
import io.tideover.test.TestDatabaseInitializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ContextConfiguration;

@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class ReceiversIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");
    private static final Pattern LINK = Pattern.compile("https://portal\\.example\\.com/verify/([A-Za-z0-9_-]{43})");
    private static final Pattern CODE = Pattern.compile("\\b([0-9]{6})\\b");

    @Autowired
    private Customers customers;

    @Autowired
    private Receivers receivers;

    @Autowired
    private MessageSettings settings;

    @Autowired
    private ContactJournal journal;

    @Autowired
    private DeliveryWorker worker;

    @Autowired
    private DeliveryLog log;

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
        providers.takeAll();
    }

    @Test
    @DisplayName("M3: an added receiver is verified by a single-use link, of which only the hash is kept")
    void verifiesAnEmailByItsLinkOnce() {
        long account = customers.open();
        Receiver added = add(account, "Finance", "finance@example.com");
        assertThat(added.emailVerified()).isFalse();

        String token = link(account, "finance@example.com");

        assertThat(jdbc.queryForList("SELECT secret_hash FROM verifications", String.class))
                .doesNotContain(token);
        assertThat(receivers.awaiting(token))
                .hasValueSatisfying(receiver -> assertThat(receiver.id()).isEqualTo(added.id()));
        assertThat(receivers.confirmEmail(token).emailVerified()).isTrue();
        assertRefused(() -> receivers.confirmEmail(token), "NOT_FOUND");
        assertThat(receivers.awaiting(token)).isEmpty();
    }

    @Test
    @DisplayName("M3: a link is good for 24 hours")
    void refusesALinkThatIsTooOld() {
        long account = customers.open();
        add(account, "Finance", "late@example.com");
        String token = link(account, "late@example.com");

        clock.set(START.plus(Duration.ofHours(24)));

        assertRefused(() -> receivers.confirmEmail(token), "NOT_FOUND");
    }

    @Test
    @DisplayName("M3: a phone is verified by a six-digit code: 10 minutes, 5 tries, resend after 60 s")
    void verifiesAPhoneByItsCode() {
        long account = customers.open();
        Receiver added = receivers.add(
                account, new NewReceiver("Ops", "ops@example.com", "+86 138 0013 8000", null, false), "test");
        assertThat(added.phone())
                .isNotNull()
                .satisfies(phone -> assertThat(phone.value()).isEqualTo("+8613800138000"));
        receivers.sendVerification(account, added.id(), ChannelKind.SMS);
        assertRefused(() -> receivers.sendVerification(account, added.id(), ChannelKind.SMS), "TOO_SOON");
        String first = code(account);

        clock.advance(Duration.ofSeconds(60));
        receivers.sendVerification(account, added.id(), ChannelKind.SMS);
        String second = code(account);
        if (!first.equals(second)) {
            assertRefused(() -> confirm(account, added, first), "INVALID_VALUE");
        }
        for (int wrong = first.equals(second) ? 0 : 1; wrong < 4; wrong++) {
            assertRefused(() -> confirm(account, added, "not it"), "INVALID_VALUE");
        }
        assertThat(confirm(account, added, second).phoneVerified()).isTrue();
    }

    @Test
    @DisplayName("M3: an account on a test clock that stands still is not kept waiting for ever")
    void sendsALinkAgainByWhicheverClockGoesOn() {
        long still = clocks.create(START).id();
        long account = customers.open(still, null);
        Receiver added =
                receivers.add(account, new NewReceiver("Still", "still@example.com", null, null, false), "test");
        receivers.sendVerification(account, added.id(), ChannelKind.EMAIL);
        clock.advance(Duration.ofSeconds(59));
        assertRefused(() -> receivers.sendVerification(account, added.id(), ChannelKind.EMAIL), "TOO_SOON");
        clock.advance(Duration.ofSeconds(1));
        receivers.sendVerification(account, added.id(), ChannelKind.EMAIL);
        assertRefused(() -> receivers.sendVerification(account, added.id(), ChannelKind.EMAIL), "TOO_SOON");
        clocks.move(still, START.plusSeconds(60), clock.instant());
        receivers.sendVerification(account, added.id(), ChannelKind.EMAIL);
    }

    @Test
    @DisplayName("M3: a link can be sent again at once, and then every 60 s")
    void sendsALinkAgain() {
        long account = customers.open();
        Receiver added =
                receivers.add(account, new NewReceiver("Again", "again@example.com", null, null, false), "test");
        receivers.sendVerification(account, added.id(), ChannelKind.EMAIL);
        clock.advance(Duration.ofSeconds(59));
        assertThatThrownBy(() -> receivers.sendVerification(account, added.id(), ChannelKind.EMAIL))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.tryAgainIn()).isEqualTo(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(1));
        receivers.sendVerification(account, added.id(), ChannelKind.EMAIL);
    }

    @Test
    @DisplayName("M3: after five wrong tries, or ten minutes, a code is worthless")
    void refusesACodeAfterFiveTriesOrTenMinutes() {
        long account = customers.open();
        Receiver added = receivers.add(
                account, new NewReceiver("Ops", "ops5@example.com", "+8613800138001", null, false), "test");
        receivers.sendVerification(account, added.id(), ChannelKind.SMS);
        String code = code(account);
        for (int wrong = 0; wrong < 5; wrong++) {
            assertRefused(() -> confirm(account, added, "000"), "INVALID_VALUE");
        }
        assertRefused(() -> confirm(account, added, code), "INVALID_VALUE");

        clock.advance(Duration.ofMinutes(2));
        receivers.sendVerification(account, added.id(), ChannelKind.SMS);
        String late = code(account);
        clock.advance(Duration.ofMinutes(10));
        assertRefused(() -> confirm(account, added, late), "INVALID_VALUE");
    }

    @Test
    @DisplayName("M6: names are unique whatever their case, 50 receivers an account, addresses checked")
    void checksWhatIsAdded() {
        long account = customers.open();
        add(account, "Finance", "finance@example.com");
        assertRefused(() -> add(account, "  FINANCE ", "other@example.com"), "NAME_TAKEN");
        for (String email : List.of(
                "",
                "nobody",
                "a@b@c",
                "a b@example.com",
                "x@example.com\r\nBcc: all@example.com",
                "x@-a.com",
                "\"x\" <x@example.com>",
                "x@example.com,y@example.com",
                "a".repeat(65) + "@example.com")) {
            assertRefused(() -> add(account, "X", email), "INVALID_VALUE");
        }
        for (String name : List.of("", " ", "a\r\nBcc: x@example.com", "n".repeat(101), "a\u202eb")) {
            assertRefused(() -> add(account, name, "x@example.com"), "INVALID_VALUE");
        }
        assertRefused(
                () -> receivers.add(account, new NewReceiver("X", "x@example.com", "12345", null, false), "test"),
                "INVALID_VALUE");
        for (int i = 2; i < 50; i++) {
            receivers.add(account, new NewReceiver("R" + i, "r@example.com", null, null, true), "test");
        }
        assertRefused(() -> add(account, "One too many", "x@example.com"), "TOO_MANY_RECEIVERS");
        assertThat(receivers.list(account))
                .hasSize(50)
                .first()
                .satisfies(owner -> assertThat(owner.owner()).isTrue());
    }

    @Test
    @DisplayName(
            "M5: the owner is told of changes, also on the address that is given up, and the history says who and what")
    void tellsTheOwnerOfChanges() {
        long account = customers.open();
        Receiver owner = receivers.owner(account);
        receivers.edit(
                account,
                owner.id(),
                new ContactDetails("Olga Owner", "new@example.com", null, Locale.SIMPLIFIED_CHINESE),
                "Olga");

        assertThat(log.page(account, Stage.CONTACT_CHANGED, null, 10).items())
                .singleElement()
                .satisfies(sent -> assertThat(sent.deliveries())
                        .extracting(delivery -> delivery.address())
                        .containsExactly("owner" + account + "@example.com"));
        assertThat(receivers.owner(account).emailVerified()).isFalse();
        assertThat(journal.page(account, null, 10).items()).singleElement().satisfies(revision -> {
            assertThat(revision.actor()).isEqualTo("Olga");
            assertThat(revision.action()).isEqualTo(RevisionAction.RECEIVER_CHANGED);
            assertThat(revision.detail()).contains("→ new@example.com");
        });
        receivers.confirmEmail(link(account, "new@example.com"));
        assertThat(receivers.owner(account).canReceive(ChannelKind.EMAIL)).isTrue();
    }

    @Test
    @DisplayName("M2: the owner cannot be removed; where the last chosen receiver is, the owner takes its place")
    void putsTheOwnerInPlaceOfTheLastChosen() {
        long account = customers.open();
        Receiver owner = receivers.owner(account);
        Receiver other = add(account, "Other", "other@example.com");
        settings.put(account, MessageType.ACCOUNT_BILL_PAYMENT, Set.of(ChannelKind.EMAIL), List.of(other.id()), "test");

        assertRefused(() -> receivers.remove(account, owner.id(), "test"), "OWNER_STAYS");
        receivers.remove(account, other.id(), "test");

        assertThat(settings.get(account, MessageType.ACCOUNT_BILL_PAYMENT).receivers())
                .extracting(Receiver::id)
                .containsExactly(owner.id());
        assertRefused(() -> receivers.get(account, other.id()), "NOT_FOUND");
    }

    @Test
    @DisplayName("M1-M4, M6: settings have defaults, keep fixed channels and take one to ten known receivers")
    void checksSettings() {
        long account = customers.open();
        long owner = receivers.owner(account).id();
        long other = customers.open();
        assertThat(settings.list(account)).hasSize(5).allSatisfy(row -> {
            assertThat(row.setting().channels()).containsExactlyInAnyOrder(ChannelKind.values());
            assertThat(row.setting().receiverIds()).containsExactly(owner);
            assertThat(row.fallsBack()).isFalse();
        });
        assertInvalid(() -> put(account, MessageType.PRODUCT_EXPIRATION_RENEWAL, Set.of(ChannelKind.SMS), owner));
        assertInvalid(() -> put(account, MessageType.PRODUCT_OVERDUE_SUSPENSION_RELEASE, Set.of(), owner));
        assertInvalid(() -> put(account, MessageType.ACCOUNT_BALANCE_ALERT, Set.of(), owner));
        assertInvalid(() -> put(account, MessageType.SECURITY_CONTACT_CHANGE, Set.of(ChannelKind.EMAIL), owner));
        assertInvalid(() -> put(account, MessageType.ACCOUNT_BILL_PAYMENT, Set.of()));
        assertInvalid(() -> put(
                account,
                MessageType.ACCOUNT_BILL_PAYMENT,
                Set.of(),
                receivers.owner(other).id()));
        assertThat(put(account, MessageType.ACCOUNT_BALANCE_ALERT, Set.of(ChannelKind.SMS), owner)
                        .fallsBack())
                .isTrue();
        assertThat(put(account, MessageType.ACCOUNT_BILL_PAYMENT, Set.of(), owner)
                        .fallsBack())
                .isFalse();
        Long[] eleven = new Long[11];
        for (int i = 0; i < eleven.length; i++) {
            eleven[i] = receivers
                    .add(account, new NewReceiver("R" + i, "r" + i + "@example.com", null, null, true), "test")
                    .id();
        }
        assertInvalid(() -> put(account, MessageType.ACCOUNT_BILL_PAYMENT, Set.of(ChannelKind.EMAIL), eleven));
    }

    @Test
    @DisplayName("M2: a sub-user is verified by its invitation and listed under a name of its own")
    void listsSubUsers() {
        long account = customers.open();
        Receiver user = receivers.addUser(account, 7, "Olga Owner", "sub@example.com", null, "test");

        assertThat(user.emailVerified()).isTrue();
        assertThat(user.name()).isEqualTo("Olga Owner (sub@example.com)");
        assertThat(receivers.list(account)).hasSize(2);
    }

    @Test
    @DisplayName("M5: the history has room for ten long names before and after, and for whoever changed them")
    void keepsLongNames() {
        long account = customers.open();
        String actor = "n".repeat(100) + " <" + "e".repeat(242) + "@example.com>";
        List<Long> longNamed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            longNamed.add(receivers
                    .add(account, new NewReceiver("x".repeat(98) + (10 + i), "x@example.com", null, null, true), actor)
                    .id());
        }
        Set<ChannelKind> mail = Set.of(ChannelKind.EMAIL);
        settings.put(account, MessageType.ACCOUNT_BILL_PAYMENT, mail, longNamed.subList(0, 10), actor);
        settings.put(account, MessageType.ACCOUNT_BILL_PAYMENT, mail, longNamed.subList(10, 20), actor);

        Revision last = journal.page(account, null, 1).items().getFirst();
        assertThat(last.actor()).isEqualTo(actor);
        SettingChange change = SettingChange.read(last.detail()).orElseThrow();
        assertThat(change.receiversBefore().split(", ")).hasSize(10);
        assertThat(change.receiversAfter()).endsWith("x29");
    }

    private MessageSettings.Row put(long account, MessageType type, Set<ChannelKind> channels, Long... ids) {
        return settings.put(account, type, channels, List.of(ids), "test");
    }

    private Receiver add(long account, String name, String email) {
        return receivers.add(account, new NewReceiver(name, email, null, null, false), "test");
    }

    private Receiver confirm(long account, Receiver receiver, String code) {
        return receivers.confirmPhone(account, receiver.id(), code, "test");
    }

    private String link(long account, String address) {
        deliverAll();
        Outgoing.Mail mail = providers.mail().sentTo(account).stream()
                .map(Outgoing.Mail.class::cast)
                .filter(sent -> sent.to().equals(address))
                .reduce((first, last) -> last)
                .orElseThrow();
        var found = LINK.matcher(mail.text());
        assertThat(found.find()).as(mail.text()).isTrue();
        return found.group(1);
    }

    private String code(long account) {
        deliverAll();
        var texts = providers.sms().sentTo(account);
        var found = CODE.matcher(((Outgoing.Text) texts.getLast()).body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private void deliverAll() {
        while (worker.deliverDue(100) > 0) {
            // until nothing is due
        }
    }

    private static void assertInvalid(ThrowingCallable call) {
        assertRefused(call, "INVALID_VALUE");
    }

    private static void assertRefused(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
