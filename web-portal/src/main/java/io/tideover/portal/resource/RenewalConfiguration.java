package io.tideover.portal.resource;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The price list that is used where the provider has registered none. */
@Configuration(proxyBeanMethods = false)
class RenewalConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RenewalPrices renewalPrices(RenewalPriceSettings settings) {
        return (resource, period, currency) -> settings.month(resource.productCode(), currency)
                .map(month -> month.multipliedBy(period.toTotalMonths()));
    }
}
