package io.tideover.message.receiver;

import java.time.Instant;

/**
 * An entry of an account's revision history: who changed which contact, when, and how (M5).
 *
 * @param actor who did it, as given by the caller
 * @param target the receiver's name or the message type
 */
public record Revision(
        long id, long accountId, Instant at, String actor, RevisionAction action, String target, String detail) {}
