package io.tideover.message.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import io.tideover.MessageCenterFixture.SettableClock;
import io.tideover.MessageCenterTest;
import io.tideover.lifecycle.account.AccountClock;
import io.tideover.lifecycle.engine.Accounts;
import io.tideover.lifecycle.engine.Bills;
import io.tideover.lifecycle.engine.Resources;
import io.tideover.lifecycle.engine.Sweep;
import io.tideover.lifecycle.engine.TestClocks;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.BillingMode;
import io.tideover.message.channel.Channels;
import io.tideover.message.channel.MailChannel;
import io.tideover.message.channel.MailComposer;
import io.tideover.message.notice.NoticeTexts;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.AccountCards;
import io.tideover.message.receiver.Receivers;
import io.tideover.test.TestDatabaseInitializer;
import jakarta.mail.Header;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.util.HtmlUtils;

/** X8: what users named arrives just as they named it, and is neither markup, nor a header, nor a template. */
@MessageCenterTest
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
class HostileValuesIntegrationTests {

    private static final Instant START = Instant.parse("2026-01-06T00:00:00Z");

    @RegisterExtension
    static final GreenMailExtension SMTP = new GreenMailExtension(
            new ServerSetup[] {ServerSetupTest.SMTP.dynamicPort().createCopy("127.0.0.1")});

    @Autowired
    private Accounts accounts;

    @Autowired
    private Receivers receivers;

    @Autowired
    private Resources resources;

    @Autowired
    private Bills bills;

    @Autowired
    private Sweep sweep;

    @Autowired
    private TestClocks clocks;

    @Autowired
    private SettableClock clock;

    @Autowired
    private DeliveryLog log;

    @Autowired
    private NoticeTexts texts;

    @Autowired
    private AccountCards cards;

    @Autowired
    private Deliveries deliveries;

    @Autowired
    private Outcomes outcomes;

    @Autowired
    private Envelopes envelopes;

    @Autowired
    private MailComposer composer;

    @Autowired
    private DeliverySettings deliverySettings;

    @Autowired
    private AccountClock accountClock;

    @Autowired
    private PlatformTransactionManager transactions;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "{0} {1,choice,0#a|1#b} '{' it's",
                "#{label.account} [[${7*7}]] [(${7*7})] [# th:each=\"x\"]",
                "${T(java.lang.Runtime).getRuntime()} *{x} @{y} ~{z}",
                "&lt;already&gt; &amp; 100%",
                "=?UTF-8?Q?Bcc:_all=40example.com?=",
                "Bcc: all@example.com",
                ". <CRLF>.<CRLF>",
                "云资源 \u202e gnp.exe",
                "a, b; c <d@example.com>"
            })
    @DisplayName("D5, M6: names of accounts, receivers and resources come out of a mail as they went in")
    void arriveAsTheyAre(String hostile) throws Exception {
        clock.set(START);
        long clockId = clocks.create(START).id();
        long account = accounts.open(hostile, "USD", "UTC", "en", null, null, clockId, null);
        String owner = hostile.length() > 90 || hostile.contains("\u202e") ? "Olga" : hostile;
        receivers.openOwner(account, owner, "owner" + account + "@example.com", null, null, START);
        resources.register(account, hostile, "dws", "eu-1", BillingMode.PAY_AS_YOU_GO, null);
        bills.record(account, "dws", "12.50", START.plus(Duration.ofDays(1)), null, List.of());
        Instant overdue = START.plus(Duration.ofDays(1));
        while (!sweep.carryOutDue(clockId, overdue, 100).isEmpty()) {
            // until all that is due has been carried out
        }
        worker().deliverDue(clockId, overdue, 100);

        var sent = log.page(account, Stage.OVERDUE, null, 10).items().getFirst();
        MimeMessage mail = Arrays.stream(SMTP.getReceivedMessages())
                .filter(each -> id(each).equals(
                                composer.messageId(sent.deliveries().getFirst().id())))
                .findFirst()
                .orElseThrow();
        AccountCard card = cards.get(account);
        assertThat(mail.getSubject())
                .isEqualTo(texts.subjectLine(texts.text(sent.notice(), card, Locale.ENGLISH), card))
                .contains(hostile);
        assertThat(mail.getAllRecipients()).hasSize(1);
        InternetAddress to = (InternetAddress) mail.getAllRecipients()[0];
        assertThat(to.getAddress()).isEqualTo("owner" + account + "@example.com");
        assertThat(to.getPersonal()).isEqualTo(owner);
        assertThat(Collections.list(mail.getAllHeaders()).stream().map(Header::getName))
                .doesNotHaveDuplicates()
                .doesNotContain("Bcc", "Cc");

        Map<String, String> parts = new TreeMap<>();
        collect(mail, parts);
        assertThat(parts.keySet()).containsExactly("text/calendar", "text/html", "text/plain");
        assertThat(parts.get("text/plain")).contains(hostile + " (").contains("- " + hostile + " (");
        String html = parts.get("text/html").replaceAll("(?s)<style>.*?</style>", "");
        assertThat(html).doesNotContain("<script").doesNotContain("<img").doesNotContainPattern("\\b49\\b");
        assertThat(html.replaceAll("<[^>]*>", ""))
                .satisfies(shown -> assertThat(HtmlUtils.htmlUnescape(shown)).contains(hostile));
    }

    private DeliveryWorker worker() {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(SMTP.getSmtp().getPort());
        return new DeliveryWorker(
                deliveries,
                outcomes,
                envelopes,
                new Channels(List.of(new MailChannel(sender, composer))),
                accountClock,
                deliverySettings,
                transactions);
    }

    private static String id(MimeMessage mail) {
        try {
            return String.valueOf(mail.getMessageID());
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void collect(Part part, Map<String, String> found) throws Exception {
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                collect(multipart.getBodyPart(i), found);
            }
            return;
        }
        String type = part.getContentType()
                .replaceAll("(?s);.*", "")
                .toLowerCase(Locale.ROOT)
                .strip();
        Object content = part.getContent();
        found.put(
                type,
                content instanceof String text
                        ? text.replace("\r\n", "\n")
                        : new String(part.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    }
}
