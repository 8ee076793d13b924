package io.tideover.message.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatRobotTests {

    private final WebhookFormat robot = new ChatRobot("CHAT", text -> Map.of("text", text));

    @Test
    void saysWhatAResourceWasAndIs() {
        assertThat(said(Map.of("name", "etl", "from", "ACTIVE", "to", "GRACE", "accountId", "7")))
                .isEqualTo("Tideover: resource.grace etl (ACTIVE -> GRACE), account 7, 2026-01-06T00:00:00Z");
    }

    @Test
    void saysWhatAResourceIsThatWasNothingBefore() {
        assertThat(said(Map.of("name", "etl", "from", "", "to", "ACTIVE")))
                .isEqualTo("Tideover: resource.grace etl (ACTIVE), 2026-01-06T00:00:00Z");
    }

    @Test
    void saysWhatAnAccountOwes() {
        assertThat(said(Map.of("arrears", "12.50", "accountId", "7")))
                .isEqualTo("Tideover: resource.grace, arrears 12.50, account 7, 2026-01-06T00:00:00Z");
    }

    private Object said(Map<String, String> data) {
        return robot.body(new WebhookFormat.Said("resource.grace", Instant.parse("2026-01-06T00:00:00Z"), data))
                .get("text");
    }
}
