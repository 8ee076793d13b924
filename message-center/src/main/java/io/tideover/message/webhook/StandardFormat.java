package io.tideover.message.webhook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What the Standard Webhooks specification recommends: the type, the instant and the data of an event. */
@Component
class StandardFormat implements WebhookFormat {

    @Override
    public String code() {
        return STANDARD;
    }

    @Override
    public Map<String, Object> body(Said said) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", said.type());
        body.put("timestamp", said.at().toString());
        body.put("data", said.data());
        return body;
    }
}
