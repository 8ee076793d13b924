package io.tideover.lifecycle.billing;

import io.tideover.lifecycle.refusal.Refusal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;

/** Reads amounts that come from outside: decimal strings with no more digits than the currency has (F5). */
public final class Amounts {

    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
    private static final BigDecimal MOST = new BigDecimal("1000000000000");

    private Amounts() {}

    /** An amount above zero. */
    public static Money positive(String field, @Nullable String text, CurrencyUnit currency) {
        Money amount = signed(field, text, currency);
        if (!amount.isPositive()) {
            throw Refusal.invalid(field, "must be greater than zero");
        }
        return amount;
    }

    /** An amount of zero or more. */
    public static Money notNegative(String field, @Nullable String text, CurrencyUnit currency) {
        Money amount = signed(field, text, currency);
        if (amount.isNegative()) {
            throw Refusal.invalid(field, "must not be negative");
        }
        return amount;
    }

    /** An amount of either sign. */
    public static Money signed(String field, @Nullable String text, CurrencyUnit currency) {
        if (text == null || text.isBlank()) {
            throw Refusal.invalid(field, "is required");
        }
        if (!DECIMAL.matcher(text).matches()) {
            throw Refusal.invalid(field, "must be a decimal number such as 12.50");
        }
        BigDecimal value = new BigDecimal(text);
        if (value.stripTrailingZeros().scale() > currency.getDecimalPlaces()) {
            throw Refusal.invalid(
                    field, "{} has {} digits after the point", currency.getCode(), currency.getDecimalPlaces());
        }
        if (value.abs().compareTo(MOST) > 0) {
            throw Refusal.invalid(field, "must not exceed {}", MOST.toPlainString());
        }
        return Money.of(currency, value.setScale(currency.getDecimalPlaces(), RoundingMode.UNNECESSARY));
    }
}
