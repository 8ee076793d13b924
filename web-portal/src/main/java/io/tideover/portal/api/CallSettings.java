package io.tideover.portal.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the API.
 *
 * @param callsPerSecond how many calls one key may make in a second on one node, and at most at once; 1 or more
 */
@ConfigurationProperties("tideover.api")
record CallSettings(@DefaultValue("2000") int callsPerSecond) {

    CallSettings {
        if (callsPerSecond < 1) {
            throw new IllegalArgumentException("tideover.api.calls-per-second must be 1 or more");
        }
    }
}
