-- Who signs in to the portal, the one-time links that let them, and what guards the door.

CREATE TABLE portal_users (
    id            BIGINT       NOT NULL PRIMARY KEY,
    -- null: the provider's staff
    account_id    BIGINT       NULL,
    email         VARCHAR(254) NOT NULL,
    -- the address in lower case: nobody is there twice
    email_key     VARCHAR(254) NOT NULL,
    name          VARCHAR(100) NOT NULL,
    role          VARCHAR(16)  NOT NULL,
    -- null until the invitation is accepted
    password_hash VARCHAR(200) NULL,
    locale        VARCHAR(16)  NOT NULL,
    created_at    DATETIME(6)  NOT NULL,
    CONSTRAINT portal_user_email_once UNIQUE (email_key)
) ${table_options};
CREATE INDEX portal_users_of_account ON portal_users (account_id, id);

-- single-use links: a first operator (no user yet) or an invitation; only the hash of the token is kept
CREATE TABLE portal_links (
    token_hash CHAR(64)    NOT NULL PRIMARY KEY,
    purpose    VARCHAR(16) NOT NULL,
    user_id    BIGINT      NULL,
    expires_at DATETIME(6) NOT NULL
) ${table_options};
CREATE INDEX portal_links_of_user ON portal_links (user_id);

-- failed sign-ins in the running window, by the hash of an address or of where they came from
CREATE TABLE sign_in_failures (
    key_hash     CHAR(64)    NOT NULL PRIMARY KEY,
    window_start DATETIME(6) NOT NULL,
    failures     INT         NOT NULL
) ${table_options};

-- what operators did
CREATE TABLE portal_audit (
    id         BIGINT        NOT NULL PRIMARY KEY,
    at         DATETIME(6)   NOT NULL,
    actor      VARCHAR(254)  NOT NULL,
    action     VARCHAR(40)   NOT NULL,
    account_id BIGINT        NULL,
    target     VARCHAR(200)  NOT NULL,
    detail     VARCHAR(1000) NOT NULL
) ${table_options};
