package io.tideover.portal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.support.ResourceBundleMessageSource;

/** D6: what was kept in English is said in the reader's language, and a provider's own words stay its own. */
class ShowTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The address was given up before it was sent.",
                "Its notice or account is gone.",
                "It could not be made into a message; see the server's log.",
                "The channel failed; see the server's log.",
                "No answer within 30 s.",
                "Its host is at an address that webhooks are not sent to.",
                "There is no host of this name.",
                "The connection was refused.",
                "Its host cannot be reached.",
                "No secure connection could be made. Is its certificate valid?",
                "The connection was cut off before an answer came.",
                "The connection was closed without an answer.",
                "The connection was closed before the answer was complete.",
                "The request failed.",
                "Its event is gone.",
                "The endpoint answered 410 before it was sent.",
                "It could not be sent; see the server's log.",
                "12 transitions, 3456 notices, 0 accounts set aside",
                "2 differences"
            })
    void saysOurSentencesInChinese(String kept) {
        assertThat(chinese().said(kept)).isNotEqualTo(kept).doesNotContainPattern("\\b[a-z]{2}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The address was given up before it was sent.",
                "The outbox cannot be written: No space left on device",
                "Twilio reports undelivered, error 30003",
                "No answer within 30 s.",
                "It could not be sent; see the server's log."
            })
    void saysThemAsTheyAreInEnglish(String kept) {
        assertThat(show(Locale.ENGLISH).said(kept)).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Twilio reports undelivered, error 30003             | Twilio 报告：未送达，错误码 30003
            Twilio reports failed                               | Twilio 报告：发送失败
            The mail server cannot be reached: timed out: 30 s  | 无法连接邮件服务器：timed out: 30 s
            The mail server cannot be found: smtp.example.com   | 找不到邮件服务器：smtp.example.com
            The outbox cannot be written: {0} No space left     | 无法写入发件箱：{0} No space left
            12 transitions, 3456 notices, 0 accounts set aside  | 12 次阶段变更，3,456 条通知，0 个账号暂缓
            """)
    void keepsNumbersAndWhatFollowsAColon(String kept, String said) {
        assertThat(chinese().said(kept)).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"550 5.1.1 no such user", "Twilio 21610: Attempt to send to unsubscribed recipient", ": ", ""})
    @DisplayName("D3: with the provider's words")
    void leavesAProvidersWordsAlone(String kept) {
        assertThat(chinese().said(kept)).isEqualTo(kept);
    }

    @Test
    void hasNothingToSayOfNothing() {
        assertThat(chinese().said(null)).isNull();
    }

    private static Show chinese() {
        return show(Locale.SIMPLIFIED_CHINESE);
    }

    private static Show show(Locale locale) {
        ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
        messages.setBasename("messages");
        messages.setDefaultEncoding("UTF-8");
        messages.setFallbackToSystemLocale(false);
        return new Show(messages, locale, ZoneOffset.UTC, Instant.EPOCH);
    }
}
