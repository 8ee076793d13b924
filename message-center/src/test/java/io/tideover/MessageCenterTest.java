package io.tideover;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestPropertySource;

/** The message center in a Spring context; which database is for the class to say. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(classes = MessageCenterFixture.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
@TestPropertySource(
        properties = {
            "tideover.data-dir=target/test-data",
            "tideover.public-url=https://portal.example.com",
            "tideover.support-url=https://support.example.com/tickets",
            "tideover.delivery.mails-per-second=10000",
            "tideover.delivery.sms-per-second=10000",
            "spring.jpa.hibernate.ddl-auto=validate",
            "spring.jpa.properties.hibernate.jdbc.time_zone=UTC",
            "spring.datasource.hikari.transaction-isolation=TRANSACTION_READ_COMMITTED"
        })
public @interface MessageCenterTest {}
