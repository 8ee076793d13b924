package io.tideover.message.template;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.notice.BillLine;
import io.tideover.message.notice.NamedBills;
import io.tideover.message.notice.NamedResources;
import io.tideover.message.notice.ResourceLine;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.RevisionAction;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What each notice looks like as a mail and as a text message, made of a made-up account by the templates that make the real ones. */
@Component
public class MessageSamples {

    /**
     * A notice as its receivers get it.
     *
     * @param calendar the entry for its deadline, or null
     * @param segments text messages that the SMS takes
     * @param wide whether the SMS needs characters that make its segments shorter
     */
    public record Sample(
            String subject,
            String text,
            String html,
            @Nullable String calendar,
            String sms,
            int segments,
            boolean wide) {}

    // one story: a bill is issued, stays unpaid, and what follows by a policy of 15 days' grace and 15 days' retention
    private static final Instant ISSUED = Instant.parse("2026-01-01T02:00:00Z");
    private static final Instant DUE = Instant.parse("2026-01-05T16:00:00Z");
    private static final Instant NEXT_TRY = DUE.plus(Duration.ofDays(7));
    private static final Instant FROZEN = DUE.plus(Duration.ofDays(15));
    private static final Instant RELEASED = FROZEN.plus(Duration.ofDays(15));
    private static final Instant RENEWED_UNTIL = FROZEN.plus(Duration.ofDays(31));
    private static final Duration REMINDED_BEFORE = Duration.ofDays(3);
    private static final String OWED = "1234.50";
    private static final long ACCOUNT = 10_001;
    private static final int CODE = 204_519;

    private final MessageTemplates templates;

    MessageSamples(MessageTemplates templates) {
        this.templates = templates;
    }

    /** A stage's messages in a language. */
    public Sample of(Stage stage, Locale language) {
        boolean verification = stage == Stage.RECEIVER_VERIFICATION;
        AccountCard account =
                new AccountCard(ACCOUNT, "Acme Ltd", ZoneId.of("Asia/Shanghai"), language, "CNY", 0, RENEWED_UNTIL);
        StoredNotice notice = notice(stage);
        var toMail = new MessageTemplates.Recipient(1, "Robin Chen", "robin@example.com", language);
        var toPhone = new MessageTemplates.Recipient(2, "Robin Chen", "+14155550100", language);
        Outgoing.Mail mail = templates.mail(notice, account, toMail, verification ? "example" : null);
        String sms = templates
                .sms(notice, account, toPhone, verification ? Integer.toString(CODE) : null)
                .body();
        byte[] calendar = mail.calendar();
        return new Sample(
                mail.subject(),
                mail.text(),
                mail.html(),
                calendar == null ? null : new String(calendar, StandardCharsets.UTF_8),
                sms,
                Gsm7.segments(sms),
                !Gsm7.covers(sms));
    }

    private static StoredNotice notice(Stage stage) {
        Instant at = at(stage);
        Instant deadline = stage == Stage.BILL_ISSUED ? DUE : null;
        return new StoredNotice(
                1, ACCOUNT, stage, at, at, "sample", false, deadline, facts(stage), resources(stage), bills(stage));
    }

    private static Instant at(Stage stage) {
        return switch (stage) {
            case BILL_ISSUED, CONTACT_CHANGED, RECEIVER_VERIFICATION, BALANCE_LOW, BALANCE_RECOVERED -> ISSUED;
            case PAYMENT_FAILED, OVERDUE -> DUE;
            case PAYMENT_RECEIVED, RESTORED -> FROZEN.plus(REMINDED_BEFORE);
            case SUSPENSION_REMINDER, EXPIRY_REMINDER, RENEWED -> FROZEN.minus(REMINDED_BEFORE);
            case SUSPENDED, EXPIRED, PACKAGE_EXPIRED -> FROZEN;
            case RELEASE_REMINDER -> RELEASED.minus(REMINDED_BEFORE);
            case RELEASED -> RELEASED;
        };
    }

    private static Map<String, String> facts(Stage stage) {
        return switch (stage) {
            case BILL_ISSUED, PAYMENT_RECEIVED -> Map.of("amount", OWED);
            case PAYMENT_FAILED -> Map.of("amount", OWED, "nextTryAt", NEXT_TRY.toString());
            case OVERDUE, SUSPENSION_REMINDER, SUSPENDED, RELEASE_REMINDER, RELEASED ->
                Map.of("arrears", OWED, "amount", OWED);
            case RENEWED -> Map.of("amount", "268.00", "expiresAt", RENEWED_UNTIL.toString());
            case BALANCE_LOW -> Map.of("amount", "150.00", "threshold", "200.00");
            case BALANCE_RECOVERED -> Map.of("amount", "1150.00", "threshold", "200.00");
            case CONTACT_CHANGED ->
                Map.of(
                        "actor",
                        "owner@acme.example",
                        "action",
                        RevisionAction.RECEIVER_ADDED.name(),
                        "target",
                        "Robin Chen",
                        "detail",
                        "robin@example.com");
            case RECEIVER_VERIFICATION -> Map.of("receiver", "Robin Chen");
            case RESTORED, EXPIRY_REMINDER, EXPIRED, PACKAGE_EXPIRED -> Map.of();
        };
    }

    private static NamedResources resources(Stage stage) {
        return switch (stage) {
            case OVERDUE, SUSPENSION_REMINDER -> both(FROZEN, Phase.RETENTION, false);
            case SUSPENDED, RELEASE_REMINDER -> both(RELEASED, Phase.RELEASED, false);
            case RELEASED, RESTORED -> both(null, null, false);
            case EXPIRY_REMINDER -> both(FROZEN, Phase.GRACE, true);
            case EXPIRED -> both(RELEASED, Phase.RETENTION, true);
            case PACKAGE_EXPIRED -> both(null, null, true);
            case RENEWED -> NamedResources.of(List.of(line(10_023, "dws-prod", null, null, true)));
            case BILL_ISSUED,
                    PAYMENT_RECEIVED,
                    PAYMENT_FAILED,
                    BALANCE_LOW,
                    BALANCE_RECOVERED,
                    CONTACT_CHANGED,
                    RECEIVER_VERIFICATION -> NamedResources.of(List.of());
        };
    }

    private static NamedResources both(@Nullable Instant at, @Nullable Phase becomes, boolean prepaid) {
        return NamedResources.of(List.of(
                line(10_023, "dws-prod", at, becomes, prepaid), line(10_024, "dws-reporting", at, becomes, prepaid)));
    }

    private static ResourceLine line(
            long id, String name, @Nullable Instant at, @Nullable Phase becomes, boolean prepaid) {
        return new ResourceLine(id, name, "Data Warehouse", "cn-north-4", at, becomes, "Frozen", prepaid);
    }

    private static NamedBills bills(Stage stage) {
        return switch (stage) {
            case BILL_ISSUED, PAYMENT_FAILED, OVERDUE -> NamedBills.of(bill(OWED));
            case PAYMENT_RECEIVED -> NamedBills.of(bill("0.00"));
            case SUSPENSION_REMINDER,
                    SUSPENDED,
                    RELEASE_REMINDER,
                    RELEASED,
                    RESTORED,
                    EXPIRY_REMINDER,
                    EXPIRED,
                    PACKAGE_EXPIRED,
                    RENEWED,
                    BALANCE_LOW,
                    BALANCE_RECOVERED,
                    CONTACT_CHANGED,
                    RECEIVER_VERIFICATION -> NamedBills.of();
        };
    }

    private static BillLine bill(String open) {
        return new BillLine("ACME-2026-01", "Data Warehouse", new BigDecimal(OWED), new BigDecimal(open), DUE);
    }
}
