-- Receivers, message settings, notices, deliveries, in-site messages and the event feed.
-- Instants are DATETIME(6) in UTC; ids come from id_blocks; every table of an account is led by or indexed on account_id.

CREATE TABLE receivers (
    id                BIGINT       NOT NULL PRIMARY KEY,
    account_id        BIGINT       NOT NULL,
    owner             BOOLEAN      NOT NULL,
    -- the sub-user it stands for, where it is not a plain receiver
    user_id           BIGINT       NULL,
    name              VARCHAR(100) NOT NULL,
    -- the name trimmed and in lower case: unique within an account (M6)
    name_key          VARCHAR(200) NOT NULL,
    email             VARCHAR(254) NULL,
    email_verified_at DATETIME(6)  NULL,
    email_dead_at     DATETIME(6)  NULL,
    email_asked_at    DATETIME(6)  NULL,
    phone             VARCHAR(16)  NULL,
    phone_verified_at DATETIME(6)  NULL,
    phone_dead_at     DATETIME(6)  NULL,
    phone_asked_at    DATETIME(6)  NULL,
    locale            VARCHAR(16)  NULL,
    created_at        DATETIME(6)  NOT NULL,
    CONSTRAINT receiver_name_once UNIQUE (account_id, name_key)
) ${table_options};
CREATE INDEX receivers_by_email ON receivers (email);

-- what proves that an address is its receiver's: only the hash of a link's token or of a code is kept (M3)
CREATE TABLE verifications (
    id          BIGINT       NOT NULL PRIMARY KEY,
    account_id  BIGINT       NOT NULL,
    receiver_id BIGINT       NOT NULL,
    channel     VARCHAR(8)   NOT NULL,
    address     VARCHAR(254) NOT NULL,
    secret_hash CHAR(64)     NOT NULL,
    expires_at  DATETIME(6)  NOT NULL,
    tries       INT          NOT NULL
) ${table_options};
CREATE INDEX verifications_by_hash ON verifications (secret_hash);
CREATE INDEX verifications_of_receiver ON verifications (receiver_id, channel);

-- an account without a row for a type has the default: the owner, by mail and SMS (M1)
CREATE TABLE message_settings (
    account_id BIGINT      NOT NULL,
    type       VARCHAR(48) NOT NULL,
    email_on   BOOLEAN     NOT NULL,
    sms_on     BOOLEAN     NOT NULL,
    PRIMARY KEY (account_id, type)
) ${table_options};

CREATE TABLE message_setting_receivers (
    account_id  BIGINT      NOT NULL,
    type        VARCHAR(48) NOT NULL,
    receiver_id BIGINT      NOT NULL,
    PRIMARY KEY (account_id, type, receiver_id)
) ${table_options};

CREATE TABLE contact_revisions (
    id         BIGINT        NOT NULL PRIMARY KEY,
    account_id BIGINT        NOT NULL,
    at         DATETIME(6)   NOT NULL,
    actor      VARCHAR(200)  NOT NULL,
    action     VARCHAR(32)   NOT NULL,
    target     VARCHAR(200)  NOT NULL,
    detail     VARCHAR(1000) NOT NULL
) ${table_options};
CREATE INDEX contact_revisions_of_account ON contact_revisions (account_id, at, id);

CREATE TABLE notices (
    id          BIGINT        NOT NULL PRIMARY KEY,
    account_id  BIGINT        NOT NULL,
    stage       VARCHAR(32)   NOT NULL,
    type        VARCHAR(48)   NOT NULL,
    created_at  DATETIME(6)   NOT NULL,
    recorded_at DATETIME(6)   NOT NULL,
    cause       VARCHAR(200)  NOT NULL,
    spell       INT           NOT NULL,
    superseded  BOOLEAN       NOT NULL,
    deadline    DATETIME(6)   NULL,
    facts       VARCHAR(8000) NOT NULL,
    CONSTRAINT notice_once UNIQUE (account_id, created_at, stage, cause)
) ${table_options};
CREATE INDEX notices_of_account ON notices (account_id, created_at, id);

CREATE TABLE notice_resources (
    notice_id   BIGINT      NOT NULL,
    position    INT         NOT NULL,
    account_id  BIGINT      NOT NULL,
    resource_id BIGINT      NOT NULL,
    deadline    DATETIME(6) NULL,
    becomes     VARCHAR(16) NULL,
    superseded  BOOLEAN     NOT NULL,
    PRIMARY KEY (notice_id, position)
) ${table_options};

CREATE TABLE notice_bills (
    notice_id  BIGINT NOT NULL,
    bill_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL,
    PRIMARY KEY (notice_id, bill_id)
) ${table_options};

-- in-site messages are the notices themselves; what each user has read of them
CREATE TABLE message_reads (
    account_id BIGINT      NOT NULL,
    user_id    BIGINT      NOT NULL,
    notice_id  BIGINT      NOT NULL,
    read_at    DATETIME(6) NOT NULL,
    PRIMARY KEY (account_id, user_id, notice_id)
) ${table_options};

-- one notice to one receiver on one channel
CREATE TABLE deliveries (
    id            BIGINT        NOT NULL PRIMARY KEY,
    account_id    BIGINT        NOT NULL,
    notice_id     BIGINT        NOT NULL,
    -- 0: an address that its owner has given up (CONTACT_CHANGED goes there as well)
    receiver_id   BIGINT        NOT NULL,
    receiver_name VARCHAR(100)  NOT NULL,
    channel       VARCHAR(8)    NOT NULL,
    address       VARCHAR(254)  NOT NULL,
    locale        VARCHAR(16)   NOT NULL,
    -- to the owner because no chosen receiver could be reached (M4)
    fallback      BOOLEAN       NOT NULL,
    -- the arrears spell it dies with, or 0 (D2)
    spell         INT           NOT NULL,
    clock_id      BIGINT        NOT NULL,
    queued_at     DATETIME(6)   NOT NULL,
    status        VARCHAR(16)   NOT NULL,
    attempts      INT           NOT NULL,
    -- on the account's clock; null once there is nothing left to try
    attempt_at    DATETIME(6)   NULL,
    -- on the wall clock
    lease_until   DATETIME(6)   NULL,
    lease_id      BIGINT        NULL,
    -- its arrears spell ended while it was being sent
    withdrawn     BOOLEAN       NOT NULL,
    provider      VARCHAR(16)   NULL,
    provider_id   VARCHAR(100)  NULL,
    last_error    VARCHAR(1000) NULL,
    accepted_at   DATETIME(6)   NULL,
    dismissed_at  DATETIME(6)   NULL,
    dismissed_by  VARCHAR(200)  NULL,
    CONSTRAINT delivery_once UNIQUE (notice_id, receiver_id, channel)
) ${table_options};
-- the worker's one indexed read
CREATE INDEX deliveries_due ON deliveries (clock_id, attempt_at);
CREATE INDEX deliveries_of_account ON deliveries (account_id, status);
CREATE INDEX deliveries_by_status ON deliveries (status, dismissed_at, id);
CREATE INDEX deliveries_by_provider_id ON deliveries (provider_id);

-- what would have been sent where no mail server or SMS provider is configured (D7)
CREATE TABLE outbox_files (
    id          BIGINT       NOT NULL PRIMARY KEY,
    account_id  BIGINT       NOT NULL,
    delivery_id BIGINT       NOT NULL,
    channel     VARCHAR(8)   NOT NULL,
    receiver    VARCHAR(254) NOT NULL,
    subject     VARCHAR(500) NOT NULL,
    path        VARCHAR(500) NOT NULL,
    written_at  DATETIME(6)  NOT NULL
) ${table_options};
CREATE INDEX outbox_of_account ON outbox_files (account_id, written_at, id);
CREATE INDEX outbox_in_order ON outbox_files (written_at, id);

-- the feed is numbered in commit order by whoever reads it first (D10)
CREATE TABLE events (
    id              BIGINT        NOT NULL PRIMARY KEY,
    position        BIGINT        NULL,
    type            VARCHAR(40)   NOT NULL,
    at              DATETIME(6)   NOT NULL,
    recorded_at     DATETIME(6)   NOT NULL,
    account_id      BIGINT        NOT NULL,
    resource_id     BIGINT        NULL,
    product_code    VARCHAR(64)   NULL,
    data            VARCHAR(4000) NOT NULL,
    -- on the wall clock
    acknowledged_at DATETIME(6)   NULL,
    acknowledged_by VARCHAR(200)  NULL,
    CONSTRAINT event_position_once UNIQUE (position)
) ${table_options};
CREATE INDEX events_to_number ON events (position, recorded_at, id);
CREATE INDEX events_unacknowledged ON events (acknowledged_at, type, recorded_at);
CREATE INDEX events_of_account ON events (account_id, position);

CREATE TABLE event_sequencer (
    id            INT    NOT NULL PRIMARY KEY,
    last_position BIGINT NOT NULL
) ${table_options};
INSERT INTO event_sequencer (id, last_position) VALUES (1, 0);
