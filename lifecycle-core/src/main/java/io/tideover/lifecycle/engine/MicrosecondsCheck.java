package io.tideover.lifecycle.engine;

import jakarta.annotation.PostConstruct;
import java.time.LocalDateTime;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Refuses to run on a database that does not give back an instant whole: some pairs of driver and server silently drop fractions of a
 * second, and with them the order of what happened (T1).
 */
@Component
class MicrosecondsCheck {

    private static final LocalDateTime PROBE = LocalDateTime.of(2026, 1, 2, 3, 4, 5, 678_901_000);

    private final JdbcTemplate jdbc;

    MicrosecondsCheck(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @PostConstruct
    void check() {
        LocalDateTime back = jdbc.queryForObject("SELECT CAST(? AS DATETIME(6))", LocalDateTime.class, PROBE);
        if (!PROBE.equals(back)) {
            throw new IllegalStateException("The database gave back " + back + " for " + PROBE
                    + ". Instants need microseconds: use MySQL 8.4 or 9, MariaDB 11.4 or later, or H2.");
        }
    }
}
