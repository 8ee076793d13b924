package io.tideover.message.delivery;

import io.tideover.lifecycle.engine.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/**
 * Reports that came before the acceptance of their message was stored. Whoever stores one half looks for the other afterwards, so that
 * whichever comes second finds the first.
 */
@Repository
class EarlyReports {

    /** What nobody claimed by then is about a message that is not ours, or whose worker died before it stored its id. */
    private static final Duration KEPT = Duration.ofDays(1);

    private static final int FORGOTTEN_AT_ONCE = 100;

    private static final Logger LOG = LoggerFactory.getLogger(EarlyReports.class);

    private final JdbcTemplate jdbc;

    EarlyReports(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps a report; the first of a message stays. */
    void keep(ProviderReport report, Instant wallNow) {
        jdbc.update(
                "DELETE FROM early_reports WHERE received_at < ? LIMIT " + FORGOTTEN_AT_ONCE,
                Sql.utc(wallNow.minus(KEPT)));
        try {
            jdbc.update(
                    "INSERT INTO early_reports (provider, provider_id, delivered, error, bad_address, received_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    report.provider(),
                    report.providerId(),
                    report.delivered(),
                    report.error(),
                    report.badAddress(),
                    Sql.utc(wallNow));
        } catch (DuplicateKeyException e) {
            LOG.debug("A report was kept already", e);
        }
    }

    List<ProviderReport> find(String provider, Collection<String> providerIds) {
        List<Object> arguments = Sql.padded(providerIds);
        arguments.add(provider);
        return jdbc.query(
                "SELECT * FROM early_reports WHERE provider_id IN " + Sql.in(providerIds) + " AND provider = ?",
                (row, i) -> new ProviderReport(
                        row.getString("provider"),
                        row.getString("provider_id"),
                        row.getBoolean("delivered"),
                        row.getString("error"),
                        row.getBoolean("bad_address")),
                arguments.toArray());
    }

    void forget(ProviderReport report) {
        jdbc.update(
                "DELETE FROM early_reports WHERE provider = ? AND provider_id = ?",
                report.provider(),
                report.providerId());
    }
}
