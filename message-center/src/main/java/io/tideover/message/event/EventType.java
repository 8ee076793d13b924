package io.tideover.message.event;

import java.util.Arrays;
import java.util.Optional;

/** What an event says happened; its code is what is read by others. */
public enum EventType {
    RESOURCE_REGISTERED("resource.registered"),
    RESOURCE_GRACE("resource.grace"),
    RESOURCE_RETENTION("resource.retention"),
    RESOURCE_RESTORED("resource.restored"),
    RESOURCE_RELEASED("resource.released"),
    ACCOUNT_ARREARS("account.arrears"),
    ACCOUNT_ARREARS_CLEARED("account.arrears_cleared"),
    ACCOUNT_BALANCE_LOW("account.balance_low"),
    ACCOUNT_BALANCE_RECOVERED("account.balance_recovered");

    private final String code;

    EventType(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public static Optional<EventType> of(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }
}
