package io.tideover.message.channel;

import io.tideover.message.catalog.ChannelKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The channel in use for each kind. */
public final class Channels {

    private final Map<ChannelKind, Channel> byKind = new EnumMap<>(ChannelKind.class);

    public Channels(List<Channel> channels) {
        channels.forEach(channel -> byKind.put(channel.kind(), channel));
    }

    public Channel of(ChannelKind kind) {
        return Objects.requireNonNull(byKind.get(kind), kind::name);
    }

    /** The SMS provider, where one is configured. */
    public Optional<SmsChannel> sms() {
        return of(ChannelKind.SMS) instanceof SmsChannel sms ? Optional.of(sms) : Optional.empty();
    }
}
