package io.tideover.lifecycle.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/** Gives out ids that are unique over all nodes, taking them from the database a block at a time. */
@Component
public class Ids {

    /** Ids in a block: large enough that taking one costs nothing, small enough that a restart wastes little. */
    private static final int BLOCK = 10_000;

    private final DataSource dataSource;
    private long next;
    private long end;

    public Ids(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public synchronized long next() {
        if (next == end) {
            next = takeBlock() * BLOCK;
            end = next + BLOCK;
        }
        return next++;
    }

    /** On a connection of its own: a block stays taken when the transaction that asked for it is rolled back. */
    private long takeBlock() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement lock = connection.createStatement();
                    ResultSet row =
                            lock.executeQuery("SELECT next_block FROM id_blocks WHERE name = 'all' FOR UPDATE")) {
                row.next();
                long block = row.getLong(1);
                try (PreparedStatement take =
                        connection.prepareStatement("UPDATE id_blocks SET next_block = ? WHERE name = 'all'")) {
                    take.setLong(1, block + 1);
                    take.executeUpdate();
                }
                connection.commit();
                return block;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("no new ids", e);
        }
    }
}
