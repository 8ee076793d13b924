package io.tideover.lifecycle.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.tideover.test.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** Ids where all connections are held by those that ask for one, and where the database is away. */
class IdsIntegrationTests {

    private static final long PATIENCE = 250;

    private final HikariDataSource pool = new HikariDataSource();

    @BeforeEach
    void aPoolOfTwo() throws SQLException {
        TestDatabase database = TestDatabase.fresh();
        pool.setJdbcUrl(database.url());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(2);
        pool.setConnectionTimeout(PATIENCE);
        execute("CREATE TABLE id_blocks (name VARCHAR(32) NOT NULL PRIMARY KEY, next_block BIGINT NOT NULL)");
        execute("INSERT INTO id_blocks VALUES ('all', 1)");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void goOnIntoTheNextBlockWhereNoConnectionIsLeft() throws SQLException {
        Ids ids = new Ids(pool);
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < Ids.BLOCK; i++) {
            given.add(ids.next());
        }
        waitForBlock(3);
        try (Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            assertThat(one).isNotSameAs(other);
            given.add(ids.next());
        }
        assertThat(given).hasSize(Ids.BLOCK + 1);
    }

    @Test
    void goOnOnceTheDatabaseIsBackThatWasAwayWhenTheNextBlockWasToBeTaken() throws SQLException {
        Ids ids = new Ids(pool);
        Set<Long> given = new HashSet<>();
        given.add(ids.next());
        execute("RENAME TABLE id_blocks TO away");
        while (given.size() < Ids.BLOCK) {
            given.add(ids.next());
        }
        assertThatThrownBy(ids::next).isInstanceOf(DataAccessResourceFailureException.class);

        execute("RENAME TABLE away TO id_blocks");
        given.add(ids.next());
        assertThat(given).hasSize(Ids.BLOCK + 1);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void waitForBlock(long next) throws SQLException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        long read;
        do {
            assertThat(System.nanoTime()).as("no block was taken ahead").isLessThan(deadline);
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT next_block FROM id_blocks")) {
                row.next();
                read = row.getLong(1);
            }
        } while (read < next);
    }
}
