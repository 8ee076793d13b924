package io.tideover.portal.billing;

import io.tideover.lifecycle.notice.MessageType;
import io.tideover.message.receiver.Receiver;
import io.tideover.message.routing.MessageSettings;
import io.tideover.portal.page.Show;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/** Who an account's messages go to as things are now, by name. */
@Service
class Recipients {

    private final MessageSettings settings;

    Recipients(MessageSettings settings) {
        this.settings = settings;
    }

    /** Those chosen who can be reached, else the owner (M4); a type that is shown in the Message Center alone is not among them. */
    Map<MessageType, String> of(long accountId, Show show) {
        Map<MessageType, String> names = new EnumMap<>(MessageType.class);
        for (MessageSettings.Row row : settings.list(accountId)) {
            String to = row.fallsBack() ? show.owner() : reached(row, show);
            if (!to.isEmpty()) {
                names.put(row.entry().type(), to);
            }
        }
        return names;
    }

    private static String reached(MessageSettings.Row row, Show show) {
        return row.receivers().stream()
                .filter(receiver -> row.setting().channels().stream().anyMatch(receiver::canReceive))
                .map(Receiver::name)
                .map(show::person)
                .collect(Collectors.joining(", "));
    }
}
