package io.tideover.message.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.lifecycle.notice.Stage;
import io.tideover.lifecycle.policy.Phase;
import io.tideover.message.catalog.ChannelKind;
import io.tideover.message.channel.MessageSite;
import io.tideover.message.channel.Outgoing;
import io.tideover.message.notice.BillLine;
import io.tideover.message.notice.NamedBills;
import io.tideover.message.notice.NamedResources;
import io.tideover.message.notice.NoticeTexts;
import io.tideover.message.notice.ResourceLine;
import io.tideover.message.notice.StoredNotice;
import io.tideover.message.receiver.AccountCard;
import io.tideover.message.receiver.RevisionAction;
import io.tideover.message.receiver.SettingChange;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MessageTemplatesTests {

    private static final Instant CREATED = Instant.parse("2026-01-28T16:00:00Z");
    private static final Instant DEADLINE = Instant.parse("2026-01-31T16:00:00Z");
    private static final MessageSite SITE = new MessageSite(
            URI.create("https://portal.example.com"),
            URI.create("https://support.example.com"),
            Path.of("target"),
            "no-reply@example.com",
            "Tideover");

    private final MessageTemplates templates = new MessageTemplates(new NoticeTexts(), SITE);

    @Test
    @DisplayName("D6: every text there is a use for exists in both languages, and no other")
    void hasEveryTextInBothLanguages() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Stage stage : Stage.values()) {
            used.addAll(NoticeTexts.keys(stage));
        }
        for (Phase phase : Phase.values()) {
            if (phase != Phase.RETENTION) {
                used.add("phase." + phase);
            }
        }
        for (String label : List.of("Locked", "Frozen", "Suspended")) {
            used.add("state." + label);
        }
        for (MessageType type : MessageType.values()) {
            used.add("type." + type);
        }
        for (RevisionAction action : RevisionAction.values()) {
            used.add("change." + action);
        }
        used.addAll(
                List.of("format.instant", "format.instant.short", "subject", "change.named", "change.named.detail"));
        for (String label : List.of(
                "settle", "billing", "resources", "receivers", "verify", "kept", "overdue", "available", "amount")) {
            used.add("label." + label);
        }
        used.addAll(List.of("label.footer", "label.footer.owner", "label.footer.asked"));
        for (String remedy : List.of("RENEW", "SETTLE", "SETTLE_AND_RENEW", "EACH")) {
            used.addAll(List.of("remedy." + remedy, "reason." + remedy));
        }
        used.addAll(List.of("names", "names.first", "next.undated", "deadline.whose"));
        used.addAll(List.of("state.released", "state.either"));
        used.addAll(List.of("change.setting", "channel.EMAIL", "channel.SMS", "channel.none", "person.owner"));
        for (String template :
                List.of("sheet.html", "button.html", "notice.html", "notice.txt", "letter.html", "letter.txt")) {
            var keys = Pattern.compile("#\\{([a-z.]+)").matcher(read("mail/" + template));
            while (keys.find()) {
                used.add(keys.group(1));
            }
        }

        assertThat(keys("messages_mail.properties")).containsExactlyInAnyOrderElementsOf(used);
        assertThat(keys("messages_mail_zh_CN.properties")).containsExactlyInAnyOrderElementsOf(used);
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    @DisplayName("D5: every message names the account, what it is about, what happens then, the page and support")
    void saysWhatMatters(Stage stage) {
        for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
            for (boolean open : new boolean[] {false, true}) {
                Outgoing.Mail mail =
                        templates.mail(notice(stage, "etl_nightly", open), account("Acme"), to(locale), null);

                for (String body : List.of(mail.text(), mail.html())) {
                    assertThat(body)
                            .contains("Acme (42)")
                            .contains("https://portal.example.com" + path(stage))
                            .contains("https://support.example.com")
                            .satisfies(text -> assertThat(text.replaceAll("(?s)<style>.*</style>", ""))
                                    .doesNotContain("??")
                                    .doesNotContain("{"));
                }
                assertThat(mail.html()).doesNotContain("<img").doesNotContain(" th:");
                assertThat(mail.subject()).isNotBlank().doesNotContain("{").contains("Acme");
                assertThat(templates
                                .sms(notice(stage, "etl_nightly", open), account("Acme"), to(locale), null)
                                .body())
                        .doesNotContain("{");
            }
        }
    }

    private static String path(Stage stage) {
        return stage == Stage.CONTACT_CHANGED ? "/messages/receivers" : "/billing";
    }

    @Test
    @DisplayName("D5: a message leads to where something can be done about it, and calls its amount what it is")
    void leadsToWhereSomethingCanBeDone() {
        assertThat(text(notice(Stage.EXPIRED, "r", true, true)))
                .contains("View resources: https://portal.example.com/billing/resources");
        assertThat(text(notice(Stage.EXPIRED, "r", false, true)))
                .contains("Review and pay: https://portal.example.com/billing\n")
                .contains("Overdue: USD 1,012.50");
        assertThat(text(notice(Stage.BALANCE_LOW, "r", true))).contains("Available funds: USD 1,012.50");
        assertThat(text(notice(Stage.RECEIVER_VERIFICATION, "r", true)))
                .contains("because account Acme (42) gave this address")
                .doesNotContain("you are a contact");
        assertThat(text(notice(Stage.CONTACT_CHANGED, "r", true))).contains("The owner of account Acme (42)");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    @DisplayName("D5: a sentence has all of its words, whatever is owed and whatever has a date")
    void leavesNoGap(Stage stage) {
        // a final notice always names an instant (R5)
        for (boolean open : stage == Stage.RELEASE_REMINDER ? new boolean[] {false} : new boolean[] {false, true}) {
            for (Map<String, String> further :
                    List.of(Map.<String, String>of(), Map.of("arrears", "0.00"), Map.of("refusedFor", "ARREARS"))) {
                for (boolean prepaid : new boolean[] {false, true}) {
                    StoredNotice notice = notice(stage, "etl", open, prepaid, "Frozen", further);
                    for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
                        Outgoing.Mail mail = templates.mail(notice, account("Acme"), to(locale), null);
                        assertThat(mail.subject() + "\n" + mail.text())
                                .doesNotContain("  ", " .", " ,", ": is", "。。", "..")
                                .doesNotContain("uspen", "停服", "ARREARS");
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("D5: what needs nobody to act is not shown as a warning")
    void warnsOfWhatIsLostAlone() {
        String box = "<table class=\"next\"";
        assertThat(html(notice(Stage.OVERDUE, "r", false))).contains(box);
        assertThat(html(notice(Stage.PACKAGE_EXPIRED, "r", false))).contains(box);
        assertThat(html(notice(Stage.RESTORED, "r", true)))
                .doesNotContain(box)
                .contains("You do not need to do anything.");
        assertThat(html(notice(Stage.PACKAGE_EXPIRED, "r", true))).doesNotContain(box);
    }

    @Test
    @DisplayName("D5: a table has no column in which nothing stands")
    void leavesEmptyColumnsOut() {
        assertThat(html(notice(Stage.OVERDUE, "r", false))).contains(">Date<", ">Will be<");
        assertThat(html(notice(Stage.RESTORED, "r", true)))
                .contains(">Resource<")
                .doesNotContain(">Date<", ">Will be<");
        assertThat(text(notice(Stage.RESTORED, "r", true))).contains("- r (MaxCompute, eu-1)\n");
    }

    @Test
    @DisplayName("D5: a bill is called what billing calls it, and its product by its name")
    void namesBillsAsPagesDo() {
        assertThat(text(notice(Stage.OVERDUE, "r", false)))
                .contains("- Bill ACME-9 (MaxCompute): USD 1,012.50, Due 1 Feb 2026, 00:00 GMT+8, Unpaid USD 12.50");
    }

    private String text(StoredNotice notice) {
        return templates.mail(notice, account("Acme"), to(Locale.ENGLISH), null).text();
    }

    private String html(StoredNotice notice) {
        return templates.mail(notice, account("Acme"), to(Locale.ENGLISH), null).html();
    }

    @Test
    @DisplayName("D5: the table of resources, the deadline in the account's time zone, and its calendar entry")
    void tellsResourcesAndDeadline() {
        Outgoing.Mail english =
                templates.mail(notice(Stage.OVERDUE, "etl_nightly", false), account("Acme"), to(Locale.ENGLISH), null);
        Outgoing.Mail chinese = templates.mail(
                notice(Stage.OVERDUE, "etl_nightly", false), account("Acme"), to(Locale.forLanguageTag("zh")), null);

        assertThat(english.subject()).isEqualTo("Payment overdue: USD 1,012.50 (account Acme)");
        assertThat(english.text())
                .contains("1 Feb 2026, 00:00 GMT+8")
                .contains("etl_nightly (MaxCompute, eu-1): 1 Feb 2026, 00:00 GMT+8, Suspended");
        assertThat(english.html()).contains("etl_nightly").contains("USD 1,012.50");
        assertThat(chinese.text()).contains("2026年2月1日 00:00 GMT+8").contains("欠费");
        assertThat(new String(english.calendar(), StandardCharsets.UTF_8))
                .contains("BEGIN:VEVENT")
                .contains("DTSTART:20260131T160000Z")
                .contains("UID:notice-7@portal.example.com");
    }

    @ParameterizedTest
    @EnumSource(names = {"SUSPENSION_REMINDER", "SUSPENDED", "RELEASE_REMINDER"})
    @DisplayName(
            "D5, R2: a subscription in arrears is brought back by settling and renewing, and the message says both")
    void saysWhatBringsEachResourceBack(Stage stage) {
        AccountCard acme = account("Acme");
        var english = to(Locale.ENGLISH);

        assertThat(templates
                        .mail(notice(stage, "r", false), acme, english, null)
                        .text())
                .contains("settle the overdue payment")
                .doesNotContain("renew");
        assertThat(templates
                        .mail(notice(stage, "r", false, true), acme, english, null)
                        .text())
                .contains("settle the overdue USD 1,012.50 and renew the subscription")
                .contains("the subscription has expired");
        assertThat(templates
                        .mail(notice(stage, "r", true, true), acme, english, null)
                        .text())
                .contains("renew the subscription")
                .doesNotContain("settle the overdue");
    }

    @Test
    @DisplayName("D5: a resource is called in retention what its policy calls it, in the receiver's language")
    void callsRetentionAsThePolicyDoes() {
        AccountCard acme = account("Acme");
        StoredNotice frozen = notice(Stage.SUSPENDED, "etl", false, false, "Frozen", Map.of());
        assertThat(templates.mail(frozen, acme, to(Locale.ENGLISH), null).subject())
                .isEqualTo("etl is frozen (account Acme)");
        assertThat(templates.mail(frozen, acme, to(Locale.ENGLISH), null).text())
                .contains("etl of account Acme has been frozen")
                .doesNotContain("uspended");
        assertThat(templates
                        .mail(frozen, acme, to(Locale.SIMPLIFIED_CHINESE), null)
                        .subject())
                .contains("已被冻结");
        assertThat(templates
                        .mail(
                                notice(Stage.OVERDUE, "etl", false, false, "Locked", Map.of()),
                                acme,
                                to(Locale.ENGLISH),
                                null)
                        .text())
                .contains(
                        "before 1 Feb 2026, 00:00 GMT+8. Otherwise the resource below will be locked then and released later.")
                .contains("GMT+8, Locked");
        // a word that no bundle knows is shown as it is
        assertThat(templates
                        .sms(
                                notice(Stage.SUSPENSION_REMINDER, "etl", false, false, "Quarantined", Map.of()),
                                acme,
                                to(Locale.ENGLISH),
                                null)
                        .body())
                .contains("To be quarantined on 1 Feb");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"OVERDUE", "SUSPENSION_REMINDER", "SUSPENDED", "RELEASE_REMINDER", "EXPIRY_REMINDER", "EXPIRED"})
    @DisplayName(
            "D5: where resources change at different instants, the date named is the first one's, and each has its own")
    void namesEachResourceWithItsOwnDate(Stage stage) {
        Phase becomes = stage == Stage.OVERDUE || stage == Stage.SUSPENSION_REMINDER ? Phase.RETENTION : Phase.RELEASED;
        StoredNotice notice = of(
                stage,
                line("etl_nightly", DEADLINE.plus(Duration.ofDays(4)), becomes, "Locked"),
                line("reports", DEADLINE, becomes, "Frozen"));
        for (Locale locale : List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE)) {
            Outgoing.Mail mail = templates.mail(notice, account("Acme"), to(locale), null);
            String sms =
                    templates.sms(notice, account("Acme"), to(locale), null).body();
            String first = locale.equals(Locale.ENGLISH) ? "1 Feb 2026, 00:00 GMT+8" : "2026年2月1日 00:00 GMT+8";
            String last = locale.equals(Locale.ENGLISH) ? "5 Feb 2026, 00:00 GMT+8" : "2026年2月5日 00:00 GMT+8";

            String lead = mail.text().substring(0, mail.text().indexOf("\n- "));
            assertThat(lead)
                    .contains(first)
                    .contains("reports")
                    .doesNotContain("etl_nightly")
                    .doesNotContain(last);
            assertThat(mail.text()).containsPattern("reports [^\n]*" + Pattern.quote(first));
            assertThat(mail.text()).containsPattern("etl_nightly [^\n]*" + Pattern.quote(last));
            assertThat(mail.html()).contains(first).contains(last);
            assertThat(mail.subject()).doesNotContain("etl_nightly");
            assertThat(sms).doesNotContain("etl_nightly");
            assertThat(new String(mail.calendar(), StandardCharsets.UTF_8)).contains("DTSTART:20260131T160000Z");
        }
    }

    @Test
    @DisplayName("D5: a notice of several dates counts what changes with the first and what changes later")
    void countsWhatChangesLater() {
        StoredNotice notice = of(
                Stage.RELEASE_REMINDER,
                line("etl_nightly", DEADLINE.plus(Duration.ofDays(4)), Phase.RELEASED, "Frozen"),
                line("reports", DEADLINE, Phase.RELEASED, "Frozen"),
                line("mart", DEADLINE, Phase.RELEASED, "Frozen"));
        Outgoing.Mail mail = templates.mail(notice, account("Acme"), to(Locale.ENGLISH), null);

        assertThat(mail.subject())
                .isEqualTo("Final notice: reports and 1 other will be released on 1 Feb 2026, 00:00 GMT+8, 1 more later"
                        + " (account Acme)");
        assertThat(mail.text()).contains("The first to be released, on 1 Feb 2026, 00:00 GMT+8: reports and 1 other.");
        assertThat(templates
                        .mail(notice, account("Acme"), to(Locale.SIMPLIFIED_CHINESE), null)
                        .subject())
                .contains("reports 等 2 个 将于 2026年2月1日 00:00 GMT+8 释放，之后另有 1 个");
    }

    @Test
    @DisplayName("R6: what has no fixed end is never given another's date, and is said to be kept")
    void saysWhatHasNoFixedEnd() {
        ResourceLine open = line("ml_features", null, null, "Locked");
        StoredNotice mixed = of(Stage.SUSPENDED, open, line("reports", DEADLINE, Phase.RELEASED, "Frozen"));
        String text =
                templates.mail(mixed, account("Acme"), to(Locale.ENGLISH), null).text();

        assertThat(text)
                .contains("have been frozen or locked")
                .contains("The first to be released, on 1 Feb 2026, 00:00 GMT+8: reports.")
                .contains("One has no date: it is kept until you are told otherwise.")
                .contains("reports (MaxCompute, eu-1), frozen: 1 Feb 2026, 00:00 GMT+8, Released")
                .contains("ml_features (MaxCompute, eu-1), locked: Kept until you are told otherwise");
        assertThat(templates
                        .sms(mixed, account("Acme"), to(Locale.ENGLISH), null)
                        .body())
                .contains(
                        "Kept until 1 Feb 00:00 GMT+8, then released: reports, 1 without a date (frozen or locked), account Acme.");
        assertThat(templates
                        .mail(of(Stage.SUSPENDED, open), account("Acme"), to(Locale.ENGLISH), null)
                        .text())
                .contains("data is kept until you are told otherwise")
                .doesNotContain("2026");
    }

    @Test
    @DisplayName(
            "R4: an overdue notice to resources that were cut off at once says that they are released, not that they are frozen later")
    void saysWhatComesNextWithoutGrace() {
        StoredNotice notice = of(Stage.OVERDUE, line("reports", DEADLINE, Phase.RELEASED, "Frozen"));
        assertThat(templates
                        .mail(notice, account("Acme"), to(Locale.ENGLISH), null)
                        .text())
                .contains("before 1 Feb 2026, 00:00 GMT+8. Otherwise the resource below will be released then.")
                .doesNotContain("frozen");
        assertThat(templates
                        .sms(notice, account("Acme"), to(Locale.ENGLISH), null)
                        .body())
                .contains("or services are released");
    }

    @Test
    @DisplayName("R12, R2: an auto-renewal that arrears forbid is not told as a card that was declined")
    void saysThatArrearsForbidTheRenewal() {
        StoredNotice notice =
                notice(Stage.PAYMENT_FAILED, "reports", false, true, "Frozen", Map.of("refusedFor", "ARREARS"));
        String text = templates
                .mail(notice, account("Acme"), to(Locale.ENGLISH), null)
                .text();
        assertThat(text)
                .contains("USD 1,012.50 is overdue, and nothing can be renewed while the account is in arrears")
                .doesNotContain("card");
        assertThat(templates
                        .sms(notice, account("Acme"), to(Locale.ENGLISH), null)
                        .body())
                .startsWith("USD 1,012.50 overdue, so reports was not renewed; next try 1 Feb");
    }

    @Test
    @DisplayName("M5: a changed setting is named as the page names it")
    void namesTheMessageType() {
        Map<String, String> change = Map.of(
                "action",
                RevisionAction.SETTING_CHANGED.name(),
                "target",
                MessageType.ACCOUNT_BALANCE_ALERT.name(),
                "detail",
                new SettingChange(
                                Set.of(ChannelKind.EMAIL),
                                Set.of(ChannelKind.EMAIL, ChannelKind.SMS),
                                "Account owner",
                                "Account owner, Robin")
                        .written());
        StoredNotice notice = notice(Stage.CONTACT_CHANGED, "r", false, false, null, change);
        assertThat(templates
                        .mail(notice, account("Acme"), to(Locale.ENGLISH), null)
                        .text())
                .contains("Account Balance Alerts")
                .contains("(Account owner (Email) → Account owner, Robin (Email, SMS))")
                .doesNotContain("ACCOUNT_BALANCE_ALERT");
        assertThat(templates
                        .mail(notice, account("Acme"), to(Locale.SIMPLIFIED_CHINESE), null)
                        .text())
                .contains("账号余额提醒")
                .contains("账号所有者（邮件）→ 账号所有者, Robin（邮件, 短信）")
                .doesNotContain("EMAIL");
    }

    @Test
    @DisplayName("D5: support is asked for under the public address, unless another is configured")
    void findsSupport() {
        MessageSite site = new MessageSite(
                URI.create("https://portal.example.com/"), null, Path.of("target"), "no-reply@example.com", "T");
        assertThat(site.supportUrl()).isEqualTo(URI.create("https://portal.example.com/support"));
    }

    @Test
    @DisplayName("D4: one message names up to 50 resources and counts the rest")
    void countsWhatDoesNotFit() {
        StoredNotice many = of(
                Stage.OVERDUE,
                IntStream.range(0, 1_073)
                        .mapToObj(i -> line("name" + i, DEADLINE.plusSeconds(i), Phase.RETENTION, "Frozen"))
                        .toArray(ResourceLine[]::new));

        Outgoing.Mail mail = templates.mail(many, account("Acme"), to(Locale.ENGLISH), null);

        assertThat(mail.text())
                .contains("name49")
                .doesNotContain("name50")
                .contains("- and 1,023 more: https://portal.example.com/billing/resources\n");
        assertThat(mail.html())
                .contains("name49")
                .doesNotContain("name50")
                .contains("<a href=\"https://portal.example.com/billing/resources\">and 1,023 more</a>");
    }

    @Test
    @DisplayName("M6: what users named cannot become HTML, a header or a template")
    void escapesWhatUsersNamed() {
        String evil = "<img src=x onerror=alert(1)>${7*7}[[${7*7}]]{0}'";
        Outgoing.Mail mail = templates.mail(
                notice(Stage.OVERDUE, evil, false), account("Eve\r\nBcc: x <b>"), to(Locale.ENGLISH), null);

        assertThat(mail.html()).doesNotContain("<img").doesNotContain("<b>").contains("&lt;img");
        assertThat(mail.html()).contains("${7*7}").doesNotContain("49");
        assertThat(mail.subject()).doesNotContain("\n").doesNotContain("\r");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    @DisplayName("D5: a text message is one segment, with the amount and the deadline first")
    void fitsOneSegment(Stage stage) {
        String body = templates
                .sms(notice(stage, "etl_nightly", false), account("Acme Limited"), to(Locale.ENGLISH), "123456")
                .body();

        assertThat(Gsm7.isOneSegment(body)).as(body).isTrue();
        assertThat(Gsm7.covers(body)).as(body).isTrue();
    }

    @Test
    @DisplayName("D5: amount and deadline come first, and an account name outside GSM-7 gives way to its id")
    void putsAmountAndDeadlineFirst() {
        StoredNotice notice = notice(Stage.RELEASE_REMINDER, "etl_nightly", false);
        assertThat(templates
                        .sms(notice, account("云账号"), to(Locale.ENGLISH), null)
                        .body())
                .startsWith("USD 1,012.50 overdue. Release on 1 Feb 00:00 GMT+8")
                .contains("account 42");
    }

    @Test
    @DisplayName("M3: a verification carries its link, and no other button")
    void carriesTheLink() {
        Outgoing.Mail mail = templates.mail(
                notice(Stage.RECEIVER_VERIFICATION, "x", true), account("Acme"), to(Locale.ENGLISH), "TOKEN");

        assertThat(mail.text())
                .contains("https://portal.example.com/verify/TOKEN")
                .doesNotContain("/billing");
        assertThat(mail.html()).contains("href=\"https://portal.example.com/verify/TOKEN\"");
    }

    private static StoredNotice notice(Stage stage, String resource, boolean open) {
        return notice(stage, resource, open, false);
    }

    private static StoredNotice notice(Stage stage, String resource, boolean open, boolean prepaid) {
        return notice(stage, resource, open, prepaid, null, Map.of());
    }

    private static StoredNotice notice(
            Stage stage, String resource, boolean open, boolean prepaid, String label, Map<String, String> further) {
        Map<String, String> facts = new HashMap<>(Map.of(
                "amount",
                "1012.50",
                "arrears",
                open ? "0.00" : "1012.50",
                "threshold",
                "100.00",
                "actor",
                "Olga",
                "action",
                "RECEIVER_ADDED",
                "target",
                "Finance",
                "detail",
                "f@example.com",
                "receiver",
                "Finance"));
        if (!open) {
            facts.put("nextTryAt", DEADLINE.toString());
            facts.put("releaseAt", DEADLINE.toString());
        }
        facts.put("expiresAt", DEADLINE.toString());
        facts.putAll(further);
        return new StoredNotice(
                7,
                42,
                stage,
                CREATED,
                CREATED,
                "cause",
                false,
                open ? null : DEADLINE,
                facts,
                NamedResources.of(List.of(new ResourceLine(
                        1,
                        resource,
                        "MaxCompute",
                        "eu-1",
                        open ? null : DEADLINE,
                        open ? null : Phase.RETENTION,
                        label,
                        prepaid))),
                NamedBills.of(new BillLine(
                        "ACME-9", "MaxCompute", new BigDecimal("1012.5000"), new BigDecimal("12.5000"), DEADLINE)));
    }

    private static StoredNotice of(Stage stage, ResourceLine... lines) {
        StoredNotice one = notice(stage, "r", false);
        return new StoredNotice(
                one.id(),
                one.accountId(),
                stage,
                one.createdAt(),
                one.recordedAt(),
                one.cause(),
                false,
                one.deadline(),
                Map.of("arrears", "1012.50", "amount", "1012.50"),
                NamedResources.of(List.of(lines)),
                NamedBills.of());
    }

    private static ResourceLine line(String name, Instant deadline, Phase becomes, String label) {
        return new ResourceLine(1, name, "MaxCompute", "eu-1", deadline, becomes, label, false);
    }

    private static AccountCard account(String name) {
        return new AccountCard(42, name, ZoneId.of("Asia/Shanghai"), Locale.ENGLISH, "USD", 0, CREATED);
    }

    private static MessageTemplates.Recipient to(Locale locale) {
        return new MessageTemplates.Recipient(5, "Olga", "olga@example.com", locale);
    }

    private static Set<String> keys(String bundle) throws IOException {
        Properties properties = new Properties();
        try (var reader = new InputStreamReader(
                MessageTemplatesTests.class.getClassLoader().getResourceAsStream(bundle), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return new HashSet<>(properties.stringPropertyNames());
    }

    private static String read(String resource) throws IOException {
        try (var stream = MessageTemplatesTests.class.getClassLoader().getResourceAsStream(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
