package io.tideover.message.catalog;

/** What Common Settings groups message types by. */
public enum Category {
    PRODUCT,
    ACCOUNT,
    SECURITY
}
