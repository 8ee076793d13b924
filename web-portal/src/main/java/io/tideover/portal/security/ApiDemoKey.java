package io.tideover.portal.security;

import java.util.EnumSet;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** The key with every scope that the README and the demo name. Exists in the demo profile alone. */
@Component
@Profile("demo")
class ApiDemoKey implements ApplicationRunner {

    private static final String KEY = "demo-api-key";

    private final ApiKeys keys;

    ApiDemoKey(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public void run(ApplicationArguments args) {
        keys.ensure(KEY, "Demo", EnumSet.allOf(ApiScope.class));
    }
}
