package io.tideover.message.receiver;

import io.tideover.message.catalog.ChannelKind;

/** Where changes of contacts go, inside the transaction that makes them and with the account's row locked. */
public interface ContactChanges {

    /** To be told to the owner (M5). */
    void changed(ContactChange change);

    /** An address waits to be verified: a link or a code is to be sent to it, and to nothing else (M3). */
    void verificationWanted(AccountCard account, Receiver receiver, ChannelKind channel);

    /**
     * A receiver is gone or no longer has the address that unsent deliveries were for: these are withdrawn, and what they were to
     * tell is routed again (M2).
     *
     * @param removed whether the receiver itself is gone, and so no longer chosen for anything
     */
    void addressGone(AccountCard account, long receiverId, ChannelKind channel, boolean removed);
}
