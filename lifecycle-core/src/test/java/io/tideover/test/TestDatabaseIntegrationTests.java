package io.tideover.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TestDatabaseIntegrationTests {

    @Test
    void bringsAnInstantBackWholeAndInUtc() throws Exception {
        var database = TestDatabase.fresh();
        var instant = Instant.parse("2026-03-29T01:30:00.123456Z");

        try (var connection = DriverManager.getConnection(database.url(), database.username(), database.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE moment (at DATETIME(6) NOT NULL)");
            try (var insert = connection.prepareStatement("INSERT INTO moment VALUES (?)")) {
                insert.setObject(1, LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
                insert.executeUpdate();
            }
            try (var rows = statement.executeQuery("SELECT at, CAST(at AS CHAR), @@session.time_zone FROM moment")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC))
                        .isEqualTo(instant);
                assertThat(rows.getString(2)).isEqualTo("2026-03-29 01:30:00.123456");
                assertThat(rows.getString(3)).isIn("UTC", "+00:00");
            }
        }
    }

    @Test
    void givesEachCallerADatabaseOfItsOwn() {
        assertThat(TestDatabase.fresh().name())
                .isNotEqualTo(TestDatabase.fresh().name());
    }
}
