package io.tideover.portal.security;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.jdbc.MySqlJdbcIndexedSessionRepositoryCustomizer;

/** How sign-ins are kept. */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {

    /** Two requests of one session that write the same attribute for the first time do not fail for each other. */
    @Bean
    MySqlJdbcIndexedSessionRepositoryCustomizer sessionRepositoryCustomizer() {
        return new MySqlJdbcIndexedSessionRepositoryCustomizer();
    }
}
