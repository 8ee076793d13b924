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
        StringBuilder text = new StringBuilder("Tideover: ").append(said.type());
        append(text, " ", said, "name");
        append(text, " ", said, "text");
        append(text, " (", said, "from");
        append(text, " -> ", said, "to");
        if (said.data().get("from") != null) {
            text.append(')');
        }
        append(text, ", arrears ", said, "arrears");
        append(text, ", account ", said, "accountId");
        return text.append(", ").append(said.at()).toString();
    }

    private static void append(StringBuilder text, String before, Said said, String key) {
        String value = Objects.toString(said.data().get(key), "");
        if (!value.isEmpty()) {
            text.append(before).append(value.replaceAll("[\\p{Cntrl}<>&@*_`|]", " "));
        }
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
