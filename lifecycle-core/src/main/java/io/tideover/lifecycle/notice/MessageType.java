package io.tideover.lifecycle.notice;

/** The rows of Common Settings; what an account routes by. Its code is its name. */
public enum MessageType {
    PRODUCT_OVERDUE_SUSPENSION_RELEASE,
    PRODUCT_EXPIRATION_RENEWAL,
    ACCOUNT_BALANCE_ALERT,
    ACCOUNT_BILL_PAYMENT,
    SECURITY_CONTACT_CHANGE
}
