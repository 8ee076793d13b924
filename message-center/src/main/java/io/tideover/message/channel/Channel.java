package io.tideover.message.channel;

import io.tideover.message.catalog.ChannelKind;
import java.util.List;

/** A way out for the messages of one channel. */
public interface Channel {

    ChannelKind kind();

    /** What deliveries say took or refused them. */
    String provider();

    /** Whether what it takes goes to the receiver. What is written to files does not, so that it warns nobody (R5). */
    boolean reachesReceivers();

    /**
     * Sends messages over one connection where the provider has connections. It does not throw for what becomes of a message.
     *
     * @return what became of each, in their order
     */
    List<Outcome> send(List<? extends Outgoing> messages);
}
