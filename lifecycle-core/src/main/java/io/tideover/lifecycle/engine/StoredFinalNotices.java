package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.decision.Outlook;
import io.tideover.lifecycle.notice.FinalNotices;
import io.tideover.lifecycle.resource.Resource;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Keeps what became of release reminders, and has the accounts looked at whose releases wait for it (R5). */
@Repository
class StoredFinalNotices implements FinalNotices {

    private final JdbcTemplate jdbc;

    private final AccountStore store;
    private final Policies policies;

    StoredFinalNotices(JdbcTemplate jdbc, AccountStore store, Policies policies) {
        this.jdbc = jdbc;
        this.store = store;
        this.policies = policies;
    }

    @Override
    public Map<Long, Instant> releasesIfAccepted(Collection<Long> resourceIds, Instant now) {
        Map<Long, Instant> releases = new HashMap<>();
        if (!resourceIds.isEmpty()) {
            for (Resource resource : store.find(
                    policies.book(),
                    "r.id IN " + Sql.in(resourceIds),
                    Sql.padded(resourceIds).toArray())) {
                Instant release = Outlook.releaseIfAccepted(resource, now);
                if (release != null) {
                    releases.put(resource.id(), release);
                }
            }
        }
        return releases;
    }

    @Override
    public void accepted(long accountId, long noticeId, Instant acceptedAt) {
        lock(accountId);
        Integer known = jdbc.queryForObject(
                "SELECT COUNT(*) FROM final_notice_acceptances WHERE notice_id = ?", Integer.class, noticeId);
        if (known == null || known == 0) {
            jdbc.update(
                    "INSERT INTO final_notice_acceptances (notice_id, account_id, accepted_at) VALUES (?, ?, ?)",
                    noticeId,
                    accountId,
                    Sql.utc(acceptedAt));
            reschedule(accountId);
        }
    }

    @Override
    public void bounced(long accountId, long noticeId, @Nullable Instant standing) {
        lock(accountId);
        int changed = standing == null
                ? jdbc.update("DELETE FROM final_notice_acceptances WHERE notice_id = ?", noticeId)
                : jdbc.update(
                        "UPDATE final_notice_acceptances SET accepted_at = ? WHERE notice_id = ? AND accepted_at < ?",
                        Sql.utc(standing),
                        noticeId,
                        Sql.utc(standing));
        if (changed > 0) {
            // what is withheld is looked at again, so that the reason given is the one that holds
            reschedule(accountId);
        }
    }

    /** The account's row first, as everywhere: no two transactions wait for each other. */
    private void lock(long accountId) {
        jdbc.query("SELECT id FROM accounts WHERE id = ? FOR UPDATE", row -> {}, accountId);
    }

    /** Leaves it to the sweep to look at what is withheld, in portions where that is much: the account is due until it has. */
    private void reschedule(long accountId) {
        boolean withheld = !jdbc.query(
                        "SELECT r.id FROM accounts a JOIN resources r ON r.account_id = a.id AND r.deadline <= a.processed_at"
                                + " WHERE a.id = ? AND r.phase = 'RETENTION' AND r.withheld_reason IS NOT NULL"
                                + " AND r.hold_at IS NULL LIMIT 1",
                        (row, i) -> row.getLong("id"),
                        accountId)
                .isEmpty();
        if (withheld) {
            jdbc.update("UPDATE accounts SET reschedule = TRUE, next_action_at = processed_at WHERE id = ?", accountId);
        }
    }
}
