package io.tideover.portal.resource;

import io.tideover.lifecycle.engine.Accounts.AccountView;
import io.tideover.lifecycle.refusal.Refusal;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.stream.Stream;
import org.joda.money.Money;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** The periods for which an owner can renew a resource, each at the provider's price. */
@Service
class RenewalOffers {

    /**
     * One of them.
     *
     * @param until the end that the resource would have
     */
    record Offer(Period period, Money price, Instant until) {}

    private static final List<Period> PERIODS = Stream.of("P1M", "P2M", "P3M", "P6M", "P1Y", "P2Y", "P3Y")
            .map(Period::parse)
            .toList();

    private final RenewalPrices prices;

    RenewalOffers(RenewalPrices prices) {
        this.prices = prices;
    }

    /** Those that would make it last beyond now (R8), the shortest first; none where the provider has set no price. */
    List<Offer> of(AccountView account, Resource resource) {
        Instant end = resource.expiresAt();
        if (end == null) {
            throw Refusal.conflict("NOT_RENEWABLE", "Only a subscription or a package can be renewed.");
        }
        return PERIODS.stream()
                .flatMap(period -> prices
                        .price(resource, period, account.currency())
                        .map(price -> new Offer(
                                period,
                                price,
                                end.atZone(account.zone()).plus(period).toInstant()))
                        .stream())
                .filter(offer -> offer.until().isAfter(account.now()))
                .toList();
    }

    /** The one that a form names. */
    Offer named(AccountView account, Resource resource, @Nullable String period) {
        return of(account, resource).stream()
                .filter(offer -> offer.period().toString().equals(period))
                .findFirst()
                .orElseThrow(() -> Refusal.invalid("period", "must be one of those listed"));
    }
}
