package io.tideover.lifecycle.engine;

import java.math.BigDecimal;
import java.util.Map;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the lifecycle.
 *
 * @param minimumArrears by currency code: arrears below it start no clock and send no OVERDUE (F8); default 0
 * @param brakeLimit freezes and releases by deadline in an hour, over all accounts, before the brake engages (R13); default 1 % of the
 *     resources in GRACE and RETENTION or 1 000, whichever is more
 * @param portion resources of an account that are carried out in one transaction, at least 1; those of an account that has more follow
 *     its decisions in portions of so many (S8); default 250
 */
@ConfigurationProperties("tideover.lifecycle")
public record LifecycleSettings(
        @Nullable Map<String, BigDecimal> minimumArrears,
        @Nullable Long brakeLimit,
        @DefaultValue("250") int portion) {

    public LifecycleSettings {
        if (portion < 1) {
            throw new IllegalArgumentException("tideover.lifecycle.portion must be at least 1");
        }
    }

    public Money minimumArrears(CurrencyUnit currency) {
        BigDecimal amount = minimumArrears == null ? null : minimumArrears.get(currency.getCode());
        return amount == null ? Money.zero(currency) : Money.of(currency, amount);
    }
}
