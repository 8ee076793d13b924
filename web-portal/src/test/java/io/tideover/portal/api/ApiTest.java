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
            // of its own: ids begin anew with each database, and files are named after them
            "tideover.data-dir=target/test-data/${random.uuid}",
            // not at half past two in the middle of a test
            "tideover.sweep.reconciliation=0 0 0 1 1 ? 2099",
            "spring.datasource.hikari.maximum-pool-size=10"
        })
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
@Import(ApiFixture.class)
@interface ApiTest {}
