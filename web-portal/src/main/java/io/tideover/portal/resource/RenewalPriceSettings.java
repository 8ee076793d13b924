package io.tideover.portal.resource;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * A plain price list.
 *
 * @param monthly the price of a month by product code and currency code, in the currency's digits and not negative; default none
 */
@ConfigurationProperties("tideover.renewal-prices")
record RenewalPriceSettings(@Nullable Map<String, Map<String, BigDecimal>> monthly) {

    RenewalPriceSettings {
        monthly = monthly == null ? Map.of() : monthly;
        monthly.forEach((product, prices) -> prices.forEach((currency, price) -> {
            if (Money.of(CurrencyUnit.of(currency), price).isNegative()) {
                throw new IllegalArgumentException("tideover.renewal-prices: " + product + " has a negative price");
            }
        }));
    }

    Optional<Money> month(String productCode, CurrencyUnit currency) {
        BigDecimal price = monthly == null
                ? null
                : monthly.getOrDefault(productCode, Map.of()).get(currency.getCode());
        return Optional.ofNullable(price).map(amount -> Money.of(currency, amount));
    }
}
