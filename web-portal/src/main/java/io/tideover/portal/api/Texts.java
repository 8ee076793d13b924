package io.tideover.portal.api;

import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** How values look in the API: amounts as decimal strings with exactly the currency's digits, ids as opaque strings. */
final class Texts {

    private Texts() {}

    static String amount(Money money) {
        return money.getAmount().toPlainString();
    }

    static String id(long id) {
        return Long.toString(id);
    }

    static @Nullable String idOrNull(@Nullable Long id) {
        return id == null ? null : id(id);
    }
}
