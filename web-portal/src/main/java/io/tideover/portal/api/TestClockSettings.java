package io.tideover.portal.api;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Test clocks.
 *
 * @param enabled whether accounts can live by test clocks, which callers of the API move; for demonstrations and tests alone
 */
@ConfigurationProperties("tideover.test-clocks")
record TestClockSettings(@DefaultValue("false") boolean enabled) {}
