package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.billing.PaymentGateway;
import java.sql.DatabaseMetaData;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

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
                isH2(dataSource)
                        ? Map.of("table_options", "", "stored", "")
                        : Map.of(
                                "table_options",
                                "ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
                                "stored",
                                "STORED"));
    }

    private static boolean isH2(DataSource dataSource) {
        try {
            String product = JdbcUtils.extractDatabaseMetaData(dataSource, DatabaseMetaData::getDatabaseProductName);
            return DatabaseDriver.fromProductName(product) == DatabaseDriver.H2;
        } catch (MetaDataAccessException e) {
            throw new IllegalStateException("The database does not answer", e);
        }
    }
}
