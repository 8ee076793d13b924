package io.tideover.message.receiver;

import io.tideover.message.catalog.ChannelKind;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A change of who is told of a message type, and how, as the revision history keeps it: in codes and names, for each reader's language.
 *
 * @param receiversBefore names, with commas between them
 */
public record SettingChange(
        Collection<ChannelKind> before, Collection<ChannelKind> after, String receiversBefore, String receiversAfter) {

    /** What no name can contain. */
    private static final String BETWEEN = "\n";

    /** As it is kept; {@link #read} reads it again. */
    public String written() {
        return String.join(BETWEEN, codes(before), codes(after), receiversBefore, receiversAfter);
    }

    /** What was kept; empty where it is no change of a setting. */
    public static Optional<SettingChange> read(String detail) {
        String[] parts = detail.split(BETWEEN, 4);
        return parts.length < 3
                ? Optional.empty()
                : Optional.of(new SettingChange(
                        channels(parts[0]), channels(parts[1]), parts[2], parts.length < 4 ? "" : parts[3]));
    }

    private static String codes(Collection<ChannelKind> channels) {
        return String.join(",", channels.stream().map(Enum::name).sorted().toList());
    }

    private static List<ChannelKind> channels(String codes) {
        return Arrays.stream(ChannelKind.values())
                .filter(channel -> List.of(codes.split(",")).contains(channel.name()))
                .toList();
    }
}
