package io.tideover.message.template;

import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.notice.BillLine;
import io.tideover.message.notice.ResourceLine;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.RevisionAction;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
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

    private static final Instant NOW = Instant.parse("2026-01-18T02:00:00Z");
    private static final Instant DEADLINE = Instant.parse("2026-01-20T16:00:00Z");
    private static final long ACCOUNT = 10_001;
    private static final int CODE = 204_519;

    private final MessageTemplates templates;

    MessageSamples(MessageTemplates templates) {
        this.templates = templates;
    }

    /** A stage's messages in a language. */
    public Sample of(Stage stage, Locale language) {
        boolean verification = stage == Stage.RECEIVER_VERIFICATION;
        AccountCard account = new AccountCard(ACCOUNT, "Acme Ltd", ZoneId.of("Asia/Shanghai"), language, "CNY", 0, NOW);
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
        Map<String, String> facts = new HashMap<>(Map.of(
                "amount", "1234.50",
                "threshold", "200.00",
                "nextTryAt", DEADLINE.toString(),
                "releaseAt", DEADLINE.toString(),
                "expiresAt", DEADLINE.toString(),
                "actor", "owner@acme.example",
                "action", RevisionAction.RECEIVER_ADDED.name(),
                "target", "Robin Chen",
                "detail", "robin@example.com",
                "receiver", "Robin Chen"));
        boolean prepaid = switch (stage) {
            case EXPIRY_REMINDER, EXPIRED, RENEWED, PACKAGE_EXPIRED -> true;
            case BILL_ISSUED,
                    PAYMENT_RECEIVED,
                    PAYMENT_FAILED,
                    OVERDUE,
                    SUSPENSION_REMINDER,
                    SUSPENDED,
                    RELEASE_REMINDER,
                    RELEASED,
                    RESTORED,
                    BALANCE_LOW,
                    BALANCE_RECOVERED,
                    CONTACT_CHANGED,
                    RECEIVER_VERIFICATION -> false;
        };
        if (!prepaid || stage == Stage.PACKAGE_EXPIRED) {
            facts.put("arrears", "1234.50");
        }
        return new StoredNotice(
                1, ACCOUNT, stage, NOW, NOW, "sample", false, DEADLINE, facts, resources(stage, prepaid), bills(stage));
    }

    private static List<ResourceLine> resources(Stage stage, boolean prepaid) {
        return switch (stage) {
            case OVERDUE, SUSPENSION_REMINDER, EXPIRED, EXPIRY_REMINDER, PACKAGE_EXPIRED ->
                lines(DEADLINE, Phase.RETENTION, prepaid);
            case SUSPENDED, RELEASE_REMINDER -> lines(DEADLINE, Phase.RELEASED, prepaid);
            case RELEASED, RESTORED, RENEWED -> lines(null, null, prepaid);
            case BILL_ISSUED,
                    PAYMENT_RECEIVED,
                    PAYMENT_FAILED,
                    BALANCE_LOW,
                    BALANCE_RECOVERED,
                    CONTACT_CHANGED,
                    RECEIVER_VERIFICATION -> List.of();
        };
    }

    private static List<ResourceLine> lines(@Nullable Instant at, @Nullable Phase becomes, boolean prepaid) {
        return List.of(
                new ResourceLine(
                        10_023, "dws-prod", "Data Warehouse", "cn-north-4", at, becomes, false, "Frozen", prepaid),
                new ResourceLine(
                        10_024,
                        "dws-reporting",
                        "Data Warehouse",
                        "cn-north-4",
                        at == null ? null : at.plus(Duration.ofDays(2)),
                        becomes,
                        false,
                        "Frozen",
                        prepaid));
    }

    private static List<BillLine> bills(Stage stage) {
        return switch (stage) {
            case BILL_ISSUED, PAYMENT_RECEIVED, PAYMENT_FAILED, OVERDUE ->
                List.of(new BillLine(
                        10_031, "Data Warehouse", new BigDecimal("1234.50"), new BigDecimal("1234.50"), NOW));
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
                    RECEIVER_VERIFICATION -> List.of();
        };
    }
}
