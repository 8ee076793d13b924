package io.tideover.portal.api;

import io.tideover.TideoverApplication;
import io.tideover.test.TestDatabaseInitializer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** A test of the API over HTTP on a real database; all of them share one application. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = TideoverApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "tideover.test-clocks.enabled=true",
            "tideover.data-dir=${java.io.tmpdir}/tideover-api-tests",
            "spring.datasource.hikari.maximum-pool-size=10"
        })
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
@Import(ApiFixture.class)
@interface ApiTest {}
