package io.tideover.message.catalog;

/** An external channel. In-site messages are always on and are none. */
public enum ChannelKind {
    EMAIL,
    SMS
}
