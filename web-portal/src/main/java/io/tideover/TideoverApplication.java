package io.tideover;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The one application: portal, HTTP API and workers, as {@code tideover.roles} says. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class TideoverApplication {

    public static void main(String[] args) {
        SpringApplication.run(TideoverApplication.class, args);
    }
}
