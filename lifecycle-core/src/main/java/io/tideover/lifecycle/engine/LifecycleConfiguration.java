package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.billing.PaymentGateway;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires what the lifecycle takes from outside or leaves to be replaced. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LifecycleSettings.class)
class LifecycleConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PaymentGateway paymentGateway() {
        return new SimulatedGateway();
    }

    @Bean
    @ConditionalOnMissingBean
    Clock wallClock() {
        return Clock.systemUTC();
    }

    /**
     * What H2 does without: names and codes are compared to the letter by a binary collation, and a computed column that is indexed is
     * stored.
     */
    @Bean
    FlywayConfigurationCustomizer tableOptions(DataSource dataSource) {
        return configuration -> configuration.placeholders(
                Sql.isH2(dataSource)
                        ? Map.of("table_options", "", "stored", "")
                        : Map.of(
                                "table_options",
                                "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                                "stored",
                                "STORED"));
    }
}
