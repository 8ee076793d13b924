package io.tideover.portal;

import io.tideover.TideoverApplication;
import io.tideover.test.TestDatabaseInitializer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/** A test of pages on a real database; all of them share one application. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = TideoverApplication.class,
        properties = {
            "tideover.test-clocks.enabled=true",
            "tideover.renewal-prices.monthly.dws.CNY=30.00",
            // of its own: ids begin anew with each database, and files are named after them
            "tideover.data-dir=target/test-data/${random.uuid}",
            // not at half past two in the middle of a test
            "tideover.sweep.reconciliation=0 0 0 1 1 ? 2099",
            "spring.datasource.hikari.maximum-pool-size=10"
        })
@AutoConfigureMockMvc
@ContextConfiguration(initializers = TestDatabaseInitializer.class)
@Import(PageFixture.class)
public @interface PageTest {}
