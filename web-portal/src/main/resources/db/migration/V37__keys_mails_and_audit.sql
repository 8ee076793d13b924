-- when a key was last used, to the minute; where an audited deed was done from
ALTER TABLE api_keys ADD COLUMN last_used_at DATETIME(6) NULL;
ALTER TABLE portal_audit ADD COLUMN origin VARCHAR(64) NULL;

-- mails that let a user in, waiting to be sent; the secret of a link is made as it is sent, and only its hash is kept
CREATE TABLE door_mails (
    id         BIGINT        NOT NULL PRIMARY KEY,
    user_id    BIGINT        NOT NULL,
    purpose    VARCHAR(16)   NOT NULL,
    queued_at  DATETIME(6)   NOT NULL,
    -- null: it was refused for good, or tried for too long
    attempt_at DATETIME(6)   NULL,
    attempts   INT           NOT NULL,
    last_error VARCHAR(1000) NULL,
    CONSTRAINT door_mail_once UNIQUE (user_id, purpose)
) ${table_options};
CREATE INDEX door_mails_due ON door_mails (attempt_at);
