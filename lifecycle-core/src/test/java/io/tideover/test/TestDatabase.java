package io.tideover.test;

import java.sql.Connection;
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
     * zone of the server; the driver does not ask before each write whether the session may write. No TLS on loopback: the handshake
     * costs more than most tests do.
     */
    private static final String SETTINGS = "rewriteBatchedStatements=true"
            + "&useLocalSessionState=true"
            + "&sendFractionalSeconds=true"
            + "&connectionTimeZone=UTC&forceConnectionTimeZoneToSession=true"
            + "&characterEncoding=UTF-8"
            + "&sslMode=DISABLED&allowPublicKeyRetrieval=true";

    /**
     * Connector/J takes MariaDB for a MySQL that lists its keywords in a table, asks for a column MariaDB has not, and
     * Hibernate, left without metadata, does not know its dialect.
     */
    private static final String MARIADB_SETTINGS = SETTINGS + "&useInformationSchema=false";

    /** Creates a database that nothing else uses. */
    public static TestDatabase fresh() {
        var server = TestServer.running();
        var name = "tideover_" + UUID.randomUUID().toString().replace("-", "");
        try (var connection = connect(server);
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
            var mariaDb = connection.getMetaData().getDatabaseProductVersion().contains("MariaDB");
            TestServer.atEnd(() -> drop(server, name));
            return new TestDatabase(
                    name,
                    server.url() + name + "?" + (mariaDb ? MARIADB_SETTINGS : SETTINGS),
                    server.username(),
                    server.password());
        } catch (SQLException e) {
            throw new IllegalStateException("No database on " + server.url(), e);
        }
    }

    private static void drop(TestServer server, String name) {
        try (var connection = connect(server);
                var statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("%s is left on %s".formatted(name, server.url()), e);
        }
    }

    private static Connection connect(TestServer server) throws SQLException {
        return DriverManager.getConnection(server.url() + "?" + SETTINGS, server.username(), server.password());
    }
}
