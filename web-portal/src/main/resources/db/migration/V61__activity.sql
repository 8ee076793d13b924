-- what an account's own users did stands beside what operators did, and each reads its own
ALTER TABLE portal_audit ADD COLUMN by_operator BOOLEAN NOT NULL DEFAULT TRUE;
CREATE INDEX portal_audit_of_operators ON portal_audit (by_operator, id);
CREATE INDEX portal_audit_of_accounts ON portal_audit (account_id, by_operator, id);
-- what is old is cleared up by its age
CREATE INDEX sign_in_failures_by_age ON sign_in_failures (window_start);
