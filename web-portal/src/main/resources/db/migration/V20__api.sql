-- Keys of the HTTP API and what was answered to writes that carried an idempotency key.

CREATE TABLE api_keys (
    id         BIGINT        NOT NULL PRIMARY KEY,
    name       VARCHAR(100)  NOT NULL,
    -- SHA-256 in hex: the key itself is shown once and kept nowhere
    key_hash   CHAR(64)      NOT NULL,
    scopes     VARCHAR(1000) NOT NULL,
    account_id BIGINT        NULL,
    created_at DATETIME(6)   NOT NULL,
    revoked_at DATETIME(6)   NULL,
    CONSTRAINT api_key_once UNIQUE (key_hash)
) ${table_options};

CREATE TABLE idempotency_keys (
    -- SHA-256 in hex of API key, method, path and idempotency key
    id            CHAR(64)     NOT NULL PRIMARY KEY,
    owner         CHAR(36)     NOT NULL,
    state         VARCHAR(16)  NOT NULL,
    -- SHA-256 in hex of the body it came with
    request_hash  CHAR(64)     NOT NULL,
    lease_until   DATETIME(6)  NOT NULL,
    created_at    DATETIME(6)  NOT NULL,
    status        INT          NULL,
    content_type  VARCHAR(100) NULL,
    location      VARCHAR(500) NULL,
    response_body MEDIUMTEXT   NULL
) ${table_options};
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
