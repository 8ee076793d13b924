package io.tideover.message.receiver;

/** What an entry of the revision history says was done. */
public enum RevisionAction {
    RECEIVER_ADDED,
    RECEIVER_CHANGED,
    RECEIVER_REMOVED,
    EMAIL_VERIFIED,
    PHONE_VERIFIED,
    SETTING_CHANGED
}
