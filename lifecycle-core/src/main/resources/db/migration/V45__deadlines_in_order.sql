-- When a resource changes next, so that an account's resources are listed by it without being sorted: what has no deadline comes
-- after what has one, and what is released comes last. ${stored} is how a computed column is kept.
ALTER TABLE resources ADD COLUMN deadline DATETIME(6) GENERATED ALWAYS AS (
    CASE phase
        WHEN 'RELEASED' THEN TIMESTAMP '9999-12-31 00:00:00'
        WHEN 'ACTIVE' THEN COALESCE(phase_ends_at, scheduled_release_at, expires_at, TIMESTAMP '9999-01-01 00:00:00')
        ELSE COALESCE(phase_ends_at, scheduled_release_at, TIMESTAMP '9999-01-01 00:00:00')
    END) ${stored};
CREATE INDEX resources_by_deadline ON resources (account_id, deadline, id);

-- the products that an account has resources of, without reading them all; nothing of it ever changes
CREATE INDEX resources_by_product ON resources (account_id, product_code);
