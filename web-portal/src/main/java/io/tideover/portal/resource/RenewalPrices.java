package io.tideover.portal.resource;

import io.tideover.lifecycle.resource.Resource;
import java.time.Period;
import java.util.Optional;
import org.joda.money.CurrencyUnit;
import org.joda.money.Money;

/** What the provider asks of owners who renew in the portal. A provider with a price service of its own registers a bean of this type. */
@FunctionalInterface
public interface RenewalPrices {

    /** The price of a period; empty where the provider has set none, and the portal then renews nothing. */
    Optional<Money> price(Resource resource, Period period, CurrencyUnit currency);
}
