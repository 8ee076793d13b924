-- Endpoints that events are sent to as they happen, and what became of each (D9)
CREATE TABLE webhooks (
    id               BIGINT        NOT NULL PRIMARY KEY,
    -- 0: an operator's, for the events of all accounts
    account_id       BIGINT        NOT NULL,
    url              VARCHAR(1000) NOT NULL,
    description      VARCHAR(200)  NOT NULL,
    -- codes with a comma between them; empty: every type
    event_types      VARCHAR(1000) NOT NULL,
    state            VARCHAR(16)   NOT NULL,
    -- sealed where a key for that is configured
    secret           VARCHAR(300)  NOT NULL,
    -- signs beside the new one until then, so that receivers can change over
    old_secret       VARCHAR(300)  NULL,
    old_secret_until DATETIME(6)   NULL,
    created_at       DATETIME(6)   NOT NULL,
    removed_at       DATETIME(6)   NULL
) ${table_options};
CREATE INDEX webhooks_of_account ON webhooks (account_id, removed_at, id);

CREATE TABLE webhook_deliveries (
    id            BIGINT        NOT NULL PRIMARY KEY,
    webhook_id    BIGINT        NOT NULL,
    account_id    BIGINT        NOT NULL,
    -- null: a test
    event_id      BIGINT        NULL,
    clock_id      BIGINT        NOT NULL,
    queued_at     DATETIME(6)   NOT NULL,
    status        VARCHAR(16)   NOT NULL,
    attempts      INT           NOT NULL,
    -- on the account's clock; null once there is nothing left to try
    attempt_at    DATETIME(6)   NULL,
    -- on the wall clock
    lease_until   DATETIME(6)   NULL,
    lease_id      BIGINT        NULL,
    attempted_at  DATETIME(6)   NULL,
    answer_status INT           NULL,
    answer        VARCHAR(1000) NULL,
    last_error    VARCHAR(1000) NULL,
    CONSTRAINT webhook_delivery_once UNIQUE (webhook_id, event_id)
) ${table_options};
-- whether anything is due at all, and what of one endpoint
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (clock_id, attempt_at);
CREATE INDEX webhook_deliveries_of_webhook ON webhook_deliveries (webhook_id, clock_id, attempt_at);
CREATE INDEX webhook_deliveries_in_order ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (queued_at);
