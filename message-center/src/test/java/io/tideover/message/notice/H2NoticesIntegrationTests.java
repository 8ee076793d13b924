package io.tideover.message.notice;

import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/** The same on the embedded database of the default run. */
@ContextConfiguration(inheritInitializers = false)
@TestPropertySource(
        properties =
                "spring.datasource.url=jdbc:h2:mem:notices;MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1")
class H2NoticesIntegrationTests extends NoticesIntegrationTests {}
