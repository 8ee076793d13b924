package io.tideover.lifecycle.engine;

import io.tideover.lifecycle.notice.FinalNotices;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Keeps what became of release reminders, and has the accounts looked at whose release was waiting for it (R5). */
@Repository
class StoredFinalNotices implements FinalNotices {

    private final JdbcTemplate jdbc;

    StoredFinalNotices(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void accepted(long accountId, long noticeId, Instant acceptedAt) {
        // the account's row first, as everywhere: no two transactions wait for each other
        jdbc.query("SELECT id FROM accounts WHERE id = ? FOR UPDATE", row -> {}, accountId);
        Integer known = jdbc.queryForObject(
                "SELECT COUNT(*) FROM final_notice_acceptances WHERE notice_id = ?", Integer.class, noticeId);
        if (known != null && known > 0) {
            return;
        }
        jdbc.update(
                "INSERT INTO final_notice_acceptances (notice_id, account_id, accepted_at) VALUES (?, ?, ?)",
                noticeId,
                accountId,
                Sql.utc(acceptedAt));
        int waiting = jdbc.update(
                "UPDATE resources SET next_action_at = ? WHERE account_id = ? AND phase = 'RETENTION'"
                        + " AND withheld_reason IS NOT NULL AND hold_at IS NULL AND next_action_at IS NULL",
                Sql.utc(acceptedAt),
                accountId);
        if (waiting > 0) {
            jdbc.update(
                    "UPDATE accounts SET next_action_at = ? WHERE id = ?"
                            + " AND (next_action_at IS NULL OR next_action_at > ?)",
                    Sql.utc(acceptedAt),
                    accountId,
                    Sql.utc(acceptedAt));
        }
    }

    @Override
    public void bounced(long accountId, long noticeId) {
        jdbc.query("SELECT id FROM accounts WHERE id = ? FOR UPDATE", row -> {}, accountId);
        if (jdbc.update("DELETE FROM final_notice_acceptances WHERE notice_id = ?", noticeId) == 0) {
            return;
        }
        // what is withheld is looked at again, so that the reason given is the one that holds
        int withheld = jdbc.update(
                "UPDATE resources SET next_action_at = (SELECT processed_at FROM accounts WHERE accounts.id = account_id)"
                        + " WHERE account_id = ? AND phase = 'RETENTION' AND withheld_reason IS NOT NULL"
                        + " AND hold_at IS NULL"
                        + " AND EXISTS (SELECT 1 FROM final_notices f WHERE f.resource_id = resources.id AND f.notice_id = ?)",
                accountId,
                noticeId);
        if (withheld > 0) {
            jdbc.update("UPDATE accounts SET next_action_at = processed_at WHERE id = ?", accountId);
        }
    }
}
