package io.tideover.message.webhook;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An incoming webhook of a chat: a line of text for each event.
 *
 * @param around what the chat wants around the text
 */
record ChatRobot(String code, Function<String, Map<String, Object>> around) implements WebhookFormat {

    @Override
    public Map<String, Object> body(Said said) {
        return around.apply(text(said));
    }

    private static String text(Said said) {
        String from = value(said, "from");
        String to = value(said, "to");
        return "Tideover: " + said.type()
                + put(" ", value(said, "name"), "")
                + put(" ", value(said, "text"), "")
                + put(" (", from.isEmpty() ? to : from + " -> " + to, ")")
                + put(", arrears ", value(said, "arrears"), "")
                + put(", account ", value(said, "accountId"), "")
                + ", " + said.at();
    }

    private static String put(String before, String value, String after) {
        return value.isEmpty() ? "" : before + value + after;
    }

    /** Nothing of what a user named is markup. */
    private static String value(Said said, String key) {
        return Objects.toString(said.data().get(key), "").replaceAll("[\\p{Cntrl}<>&@*_`|]", " ");
    }

    /** The chats there are; one more is one more line. */
    @Configuration(proxyBeanMethods = false)
    static class Chats {

        @Bean
        WebhookFormat slack() {
            return new ChatRobot("SLACK", text -> Map.of("text", text));
        }

        @Bean
        WebhookFormat dingTalk() {
            return new ChatRobot("DINGTALK", text -> Map.of("msgtype", "text", "text", Map.of("content", text)));
        }
    }
}
