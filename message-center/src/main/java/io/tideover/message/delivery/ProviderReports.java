package io.tideover.message.delivery;

import io.tideover.message.channel.Channels;
import io.tideover.message.channel.MessageSite;
import io.tideover.message.channel.SmsChannel;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Takes what the SMS provider reports of messages it accepted (D7). */
@Service
public class ProviderReports {

    /** Twilio's codes for a number that will not get messages later either. */
    private static final Set<String> BAD_NUMBER = Set.of("21610", "30004", "30005", "30006");

    private static final int LONGEST_ID = 100;

    private final Channels channels;
    private final Outcomes outcomes;
    private final MessageSite site;

    ProviderReports(Channels channels, Outcomes outcomes, MessageSite site) {
        this.channels = channels;
        this.outcomes = outcomes;
        this.site = site;
    }

    /**
     * Takes a status callback of Twilio's, which it signs together with the address it was told to call: the portal's public one with
     * {@link SmsChannel#CALLBACK_PATH}.
     *
     * @param form what it posted
     * @param signature its {@code X-Twilio-Signature} header
     * @return false where it is not signed by the provider that is configured: answer 403
     */
    public boolean twilio(Map<String, String> form, @Nullable String signature) {
        SmsChannel sms = channels.sms().orElse(null);
        if (sms == null || !sms.isSigned(site.page(SmsChannel.CALLBACK_PATH), form, signature)) {
            return false;
        }
        String id = form.get("MessageSid");
        String status = form.getOrDefault("MessageStatus", "");
        if (id == null || id.length() > LONGEST_ID) {
            return true;
        }
        String given = form.get("ErrorCode");
        String code = given != null && given.matches("[0-9]{1,9}") ? given : null;
        switch (status) {
            case "delivered", "read" -> outcomes.report(new ProviderReport(sms.provider(), id, true, null, false));
            case "failed", "undelivered" ->
                outcomes.report(new ProviderReport(
                        sms.provider(),
                        id,
                        false,
                        "Twilio reports " + status + (code == null ? "" : ", error " + code),
                        code != null && BAD_NUMBER.contains(code)));
            default -> {
                // queued, sending, sent: still on its way
            }
        }
        return true;
    }
}
