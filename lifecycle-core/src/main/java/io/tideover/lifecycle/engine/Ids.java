package io.tideover.lifecycle.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.stereotype.Component;

/**
 * Gives out ids that are unique over all nodes, taking them from the database a block at a time. The next block is taken ahead: whoever
 * asks for an id holds a connection as a rule, and must not wait for one more, which may be held by others that ask for an id as well.
 */
@Component
public class Ids {

    /** Ids in a block: large enough that taking one costs nothing, small enough that a restart wastes little. */
    static final int BLOCK = 10_000;

    private final DataSource dataSource;
    private long next;
    private long end;
    private @Nullable FutureTask<Long> ahead;

    public Ids(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public synchronized long next() {
        if (next == end) {
            next = nextBlock() * BLOCK;
            end = next + BLOCK;
        }
        if (end - next == BLOCK / 2) {
            FutureTask<Long> taking = new FutureTask<>(this::takeBlock);
            Thread.ofPlatform().daemon().name("ids").start(taking);
            ahead = taking;
        }
        return next++;
    }

    private long nextBlock() {
        FutureTask<Long> taken = ahead;
        ahead = null;
        if (taken != null) {
            try {
                return taken.get();
            } catch (ExecutionException e) {
                // the database was away when it was taken: that may be over
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for ids", e);
            }
        }
        return takeBlock();
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
