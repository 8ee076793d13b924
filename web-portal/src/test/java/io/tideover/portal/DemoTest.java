package io.tideover.portal;

import io.tideover.TideoverApplication;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.context.ActiveProfiles;

/** A test of the demonstration as it is run by default: on H2, over HTTP. All of them share one application. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = TideoverApplication.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "tideover.data-dir=target/test-data/${random.uuid}",
            "tideover.public-url=http://localhost:8080",
            "spring.datasource.url=jdbc:h2:mem:demo;MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000"
        })
@ActiveProfiles("demo")
@interface DemoTest {}
