package io.tideover.test;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;

/**
 * An empty database of its own on the test server. The server is MariaDB, started once per JVM when the first database
 * is asked for, or the one that {@code TIDEOVER_TEST_DB_URL} (such as {@code jdbc:mysql://127.0.0.1:3306/}),
 * {@code TIDEOVER_TEST_DB_USERNAME} (default {@code root}) and {@code TIDEOVER_TEST_DB_PASSWORD} (default empty) name.
 * Databases are dropped, and a server that was started is stopped, when the JVM ends.
 *
 * @param name the database's name, new with each one
 * @param url where it is, with the connection settings the application is run with
 */
public record TestDatabase(String name, String url, String username, String password) {

    /**
     * Batches go as one statement; fractions of a second are sent; instants are UTC on both sides whatever the time
     * zone of the server. No TLS on loopback: the handshake costs more than most tests do.
     */
    private static final String SETTINGS = "rewriteBatchedStatements=true"
            + "&sendFractionalSeconds=true"
            + "&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true"
            + "&characterEncoding=UTF-8"
            + "&sslMode=DISABLED&allowPublicKeyRetrieval=true";

    /** Creates a database that nothing else uses. */
    public static TestDatabase fresh() {
        var server = TestServer.running();
        var name = "tideover_" + UUID.randomUUID().toString().replace("-", "");
        execute(server, "CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
        var database =
                new TestDatabase(name, server.url() + name + "?" + SETTINGS, server.username(), server.password());
        TestServer.atEnd(() -> execute(server, "DROP DATABASE IF EXISTS " + name));
        return database;
    }

    private static void execute(TestServer server, String sql) {
        try (var connection = DriverManager.getConnection(
                        server.url() + "?" + SETTINGS, server.username(), server.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("%s failed on %s".formatted(sql, server.url()), e);
        }
    }
}
