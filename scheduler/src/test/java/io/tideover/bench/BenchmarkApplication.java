package io.tideover.bench;

import java.util.Map;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Everything but the web, on a database that is named or brought up for the purpose. No job runs by itself. */
@SpringBootApplication(scanBasePackages = "io.tideover")
@AutoConfigurationPackage(basePackages = "io.tideover")
public class BenchmarkApplication {

    /** Starts it; further properties override what it starts with. */
    public static ConfigurableApplicationContext start(
            String url, String username, String password, Map<String, Object> further, BeanPostProcessor... wrapping) {
        return new SpringApplicationBuilder(BenchmarkApplication.class)
                .web(WebApplicationType.NONE)
                .properties(Map.of(
                        "spring.datasource.url", url,
                        "spring.datasource.username", username,
                        "spring.datasource.password", password,
                        "spring.datasource.hikari.transaction-isolation", "TRANSACTION_READ_COMMITTED",
                        "spring.jpa.hibernate.ddl-auto", "validate",
                        "spring.jpa.open-in-view", "false",
                        "spring.quartz.job-store-type", "jdbc",
                        "spring.quartz.jdbc.initialize-schema", "never",
                        "tideover.roles", "none"))
                .properties("tideover.lifecycle.brake-limit=1000000000", "logging.level.root=WARN")
                .properties(further)
                .initializers(context -> {
                    for (BeanPostProcessor each : wrapping) {
                        context.getBeanFactory().addBeanPostProcessor(each);
                    }
                })
                .run();
    }
}
