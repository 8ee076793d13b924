package io.tideover.lifecycle.access;

/** What is closed for a resource or account as a whole. */
public enum AccessMode {
    ALL_ALLOWED("AllAllowed"),
    /** What must be paid for is denied: the account is in arrears. */
    PAID_DENIED("PaidDenied"),
    ALL_DENIED("AllDenied");

    private final String code;

    AccessMode(String code) {
        this.code = code;
    }

    /** Its name towards product services. */
    public String code() {
        return code;
    }
}
