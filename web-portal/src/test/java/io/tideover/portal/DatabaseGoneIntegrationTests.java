package io.tideover.portal;

import static io.tideover.portal.PageFixture.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import io.tideover.lifecycle.engine.Accounts;
import io.tideover.portal.PageFixture.Tenant;
import io.tideover.portal.security.ApiKeys;
import io.tideover.portal.security.ApiScope;
import io.tideover.portal.security.Role;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** X2: while the database is away pages and API say so, and what was asked for meanwhile has not been done by half. */
@PageTest
@Import(DatabaseGoneIntegrationTests.Breaking.class)
class DatabaseGoneIntegrationTests {

    private static final AtomicBoolean AWAY = new AtomicBoolean();

    @Autowired
    private MockMvc mvc;

    @Autowired
    private PageFixture fixture;

    @Autowired
    private Accounts accounts;

    @Autowired
    private ApiKeys keys;

    @AfterEach
    void bringBack() {
        AWAY.set(false);
    }

    @Test
    void saysWhatIsWrongAndGoesOnByItself() throws Exception {
        Tenant acme = fixture.tenant();
        String key = keys.create("X2", List.of(ApiScope.ACCOUNTS_READ), null).plain();
        AWAY.set(true);
        for (String path : List.of("/billing/overview", "/messages", "/operations/accounts", "/invitations/x")) {
            MockHttpServletResponse page = send(get(path).with(as(acme.users().get(Role.OWNER))));
            assertThat(page.getStatus()).as(path).isEqualTo(503);
            assertThat(page.getContentAsString()).contains("The database does not answer", "数据库");
            assertThat(page.getHeader("Retry-After")).isNotNull();
            assertThat(page.getHeader("Content-Security-Policy")).contains("default-src 'self'");
        }
        assertThat(send(post("/billing/top-up")
                                .with(csrf())
                                .with(as(acme.users().get(Role.OWNER)))
                                .param("amount", "50.00")
                                .param("means", "TEST_CARD")
                                .param("reference", "x2"))
                        .getStatus())
                .isEqualTo(503);
        MockHttpServletResponse problem = send(get("/api/v1/accounts").header("Authorization", "Bearer " + key));
        assertThat(problem.getStatus()).isEqualTo(503);
        assertThat(problem.getContentType()).startsWith("application/problem+json");

        AWAY.set(false);
        assertThat(send(get("/billing/overview").with(as(acme.users().get(Role.OWNER))))
                        .getStatus())
                .isEqualTo(200);
        assertThat(accounts.standing(acme.account()).cashBalance().isZero()).isTrue();
        assertThat(send(get("/api/v1/accounts").header("Authorization", "Bearer " + key))
                        .getStatus())
                .isEqualTo(200);
    }

    private MockHttpServletResponse send(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request).andReturn().getResponse();
    }

    /** A data source whose database can go away. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Breaking {

        @Bean
        static BeanPostProcessor breakingDataSource() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource source ? breaking(source) : bean;
                }
            };
        }

        private static DataSource breaking(DataSource source) {
            return (DataSource) Proxy.newProxyInstance(
                    Breaking.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                        if (AWAY.get() && method.getName().equals("getConnection")) {
                            throw new SQLTransientConnectionException("away");
                        }
                        try {
                            return method.invoke(source, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
