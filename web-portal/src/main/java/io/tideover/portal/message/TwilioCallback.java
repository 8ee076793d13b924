package io.tideover.portal.message;

import io.tideover.message.channel.SmsChannel;
import io.tideover.message.delivery.ProviderReports;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Where Twilio reports what became of a text message (D7). Nobody signs in here; the signature says who calls. */
@RestController
class TwilioCallback {

    private static final int LARGEST_BODY = 64 * 1024;
    private static final int MOST_PARAMETERS = 100;
    private static final int LONGEST_VALUE = 4_096;

    private final ProviderReports reports;

    TwilioCallback(ProviderReports reports) {
        this.reports = reports;
    }

    @PostMapping(path = SmsChannel.CALLBACK_PATH, consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> status(
            HttpServletRequest request,
            @RequestHeader(name = "X-Twilio-Signature", required = false) @Nullable String signature) {
        if (request.getContentLengthLong() > LARGEST_BODY) {
            return ResponseEntity.status(HttpStatus.CONTENT_TOO_LARGE).build();
        }
        Map<String, String> form = form(request.getParameterMap());
        boolean taken = form != null && reports.twilio(form, signature);
        return ResponseEntity.status(taken ? HttpStatus.NO_CONTENT : HttpStatus.FORBIDDEN)
                .build();
    }

    /** What was posted, each name once, as Twilio does; null where it is nothing that Twilio would post. */
    private static @Nullable Map<String, String> form(Map<String, String[]> parameters) {
        if (parameters.size() > MOST_PARAMETERS) {
            return null;
        }
        Map<String, String> form = new HashMap<>();
        for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
            String[] values = parameter.getValue();
            if (values.length != 1 || values[0].length() > LONGEST_VALUE) {
                return null;
            }
            form.put(parameter.getKey(), values[0]);
        }
        return form;
    }
}
