-- Accounts, funds, bills, resources, policies and what became of them.
-- Instants are DATETIME(6) in UTC, amounts DECIMAL(19,4) with no more digits than the currency has (checked in code).
-- ${table_options} is the engine and the binary collation where the database has them.

-- ids are given out in blocks: a node takes the next block with one UPDATE
CREATE TABLE id_blocks (
    name       VARCHAR(32) NOT NULL PRIMARY KEY,
    next_block BIGINT      NOT NULL
) ${table_options};
INSERT INTO id_blocks (name, next_block) VALUES ('all', 1);

CREATE TABLE test_clocks (
    id          BIGINT      NOT NULL PRIMARY KEY,
    now_at      DATETIME(6) NOT NULL,
    target_at   DATETIME(6) NULL,
    status      VARCHAR(16) NOT NULL,
    lease_until DATETIME(6) NULL,
    last_error  VARCHAR(1000) NULL
) ${table_options};

-- the account row is the lock on all that belongs to it, and its entry in the sweep's queue
CREATE TABLE accounts (
    id             BIGINT        NOT NULL PRIMARY KEY,
    name           VARCHAR(200)  NOT NULL,
    currency       CHAR(3)       NOT NULL,
    time_zone      VARCHAR(64)   NOT NULL,
    locale         VARCHAR(16)   NOT NULL,
    tier           VARCHAR(32)   NULL,
    clock_id       BIGINT        NOT NULL,
    created_at     DATETIME(6)   NOT NULL,
    cash_balance   DECIMAL(19,4) NOT NULL,
    credit_limit   DECIMAL(19,4) NOT NULL,
    credit_used    DECIMAL(19,4) NOT NULL,
    card_token     VARCHAR(200)  NULL,
    alert_enabled  BOOLEAN       NOT NULL,
    alert_repeats  INT           NOT NULL,
    spells         INT           NOT NULL,
    spell_started_at DATETIME(6) NULL,
    arrears_since  DATETIME(6)   NULL,
    clock_from     DATETIME(6)   NULL,
    processed_at   DATETIME(6)   NOT NULL,
    next_action_at DATETIME(6)   NULL,
    sequence       BIGINT        NOT NULL,
    braked         BOOLEAN       NOT NULL,
    sweep_failures INT           NOT NULL,
    sweep_error    VARCHAR(1000) NULL
) ${table_options};
-- the sweep's one indexed read: accounts of the wall clock (0) by when they are due
CREATE INDEX accounts_due ON accounts (clock_id, next_action_at);
CREATE INDEX accounts_by_name ON accounts (name);

CREATE TABLE alert_thresholds (
    account_id     BIGINT        NOT NULL,
    amount         DECIMAL(19,4) NOT NULL,
    fired          BOOLEAN       NOT NULL,
    sent           INT           NOT NULL,
    next_repeat_at DATETIME(6)   NULL,
    PRIMARY KEY (account_id, amount)
) ${table_options};

CREATE TABLE coupons (
    id           BIGINT        NOT NULL PRIMARY KEY,
    account_id   BIGINT        NOT NULL,
    sequence     BIGINT        NOT NULL,
    kind         VARCHAR(16)   NOT NULL,
    product_code VARCHAR(64)   NULL,
    amount       DECIMAL(19,4) NOT NULL,
    remaining    DECIMAL(19,4) NOT NULL,
    valid_from   DATETIME(6)   NOT NULL,
    valid_until  DATETIME(6)   NULL,
    ended        BOOLEAN       NOT NULL
) ${table_options};
CREATE INDEX coupons_of_account ON coupons (account_id, ended);

CREATE TABLE bills (
    id               BIGINT        NOT NULL PRIMARY KEY,
    account_id       BIGINT        NOT NULL,
    sequence         BIGINT        NOT NULL,
    product_code     VARCHAR(64)   NOT NULL,
    amount           DECIMAL(19,4) NOT NULL,
    outstanding      DECIMAL(19,4) NOT NULL,
    due_at           DATETIME(6)   NOT NULL,
    status           VARCHAR(16)   NOT NULL,
    reference        VARCHAR(200)  NULL,
    recorded_at      DATETIME(6)   NOT NULL,
    time_zone        VARCHAR(64)   NULL,
    card_tried_until DATETIME(6)   NOT NULL,
    note             VARCHAR(1000) NULL,
    CONSTRAINT bill_reference_once UNIQUE (account_id, reference)
) ${table_options};
CREATE INDEX bills_of_account ON bills (account_id, status, due_at);
CREATE INDEX bills_in_order ON bills (account_id, sequence);

CREATE TABLE bill_lines (
    bill_id     BIGINT        NOT NULL,
    position    INT           NOT NULL,
    account_id  BIGINT        NOT NULL,
    resource_id BIGINT        NULL,
    description VARCHAR(500)  NOT NULL,
    amount      DECIMAL(19,4) NOT NULL,
    PRIMARY KEY (bill_id, position)
) ${table_options};

CREATE TABLE top_ups (
    id         BIGINT        NOT NULL PRIMARY KEY,
    account_id BIGINT        NOT NULL,
    amount     DECIMAL(19,4) NOT NULL,
    reference  VARCHAR(200)  NOT NULL,
    at         DATETIME(6)   NOT NULL,
    CONSTRAINT top_up_reference_once UNIQUE (account_id, reference)
) ${table_options};

CREATE TABLE ledger_entries (
    account_id  BIGINT        NOT NULL,
    sequence    BIGINT        NOT NULL,
    at          DATETIME(6)   NOT NULL,
    recorded_at DATETIME(6)   NOT NULL,
    kind        VARCHAR(24)   NOT NULL,
    fund        VARCHAR(16)   NOT NULL,
    amount      DECIMAL(19,4) NOT NULL,
    bill_id     BIGINT        NULL,
    coupon_id   BIGINT        NULL,
    resource_id BIGINT        NULL,
    reference   VARCHAR(1000) NULL,
    PRIMARY KEY (account_id, sequence)
) ${table_options};
CREATE INDEX ledger_of_bill ON ledger_entries (account_id, bill_id);

CREATE TABLE products (
    code          VARCHAR(64)  NOT NULL PRIMARY KEY,
    display_name  VARCHAR(200) NOT NULL,
    kind          VARCHAR(64)  NOT NULL,
    name_template VARCHAR(200) NOT NULL
) ${table_options};

-- the policy itself is a document; its columns are what it is looked up by
CREATE TABLE policies (
    id           BIGINT        NOT NULL PRIMARY KEY,
    code         VARCHAR(64)   NOT NULL,
    version      INT           NOT NULL,
    active_from  DATETIME(6)   NOT NULL,
    document     VARCHAR(8000) NOT NULL,
    recorded_at  DATETIME(6)   NOT NULL,
    recorded_by  VARCHAR(200)  NOT NULL,
    CONSTRAINT policy_version_once UNIQUE (code, version)
) ${table_options};

CREATE TABLE resources (
    id                   BIGINT        NOT NULL PRIMARY KEY,
    account_id           BIGINT        NOT NULL,
    product_code         VARCHAR(64)   NOT NULL,
    region               VARCHAR(64)   NOT NULL,
    name                 VARCHAR(200)  NOT NULL,
    resource_name        VARCHAR(500)  NOT NULL,
    -- the resource name while it is not released, then null: unique among what lives
    live_name            VARCHAR(500)  NULL,
    registered_at        DATETIME(6)   NOT NULL,
    billing_mode         VARCHAR(16)   NOT NULL,
    expires_at           DATETIME(6)   NULL,
    payg_since           DATETIME(6)   NOT NULL,
    phase                VARCHAR(16)   NOT NULL,
    phase_since          DATETIME(6)   NOT NULL,
    episode_number       INT           NOT NULL,
    episode_clock        DATETIME(6)   NULL,
    episode_zone         VARCHAR(64)   NULL,
    episode_policy_id    BIGINT        NULL,
    phase_ends_at        DATETIME(6)   NULL,
    extension_days       INT           NOT NULL,
    scheduled_release_at DATETIME(6)   NULL,
    reminded_until       DATETIME(6)   NOT NULL,
    hold_reason          VARCHAR(500)  NULL,
    hold_by              VARCHAR(200)  NULL,
    hold_at              DATETIME(6)   NULL,
    guard_from           DATETIME(6)   NOT NULL,
    withheld_reason      VARCHAR(500)  NULL,
    renewal_period       VARCHAR(32)   NULL,
    renewal_price        DECIMAL(19,4) NULL,
    renewal_tried_until  DATETIME(6)   NULL,
    next_action_at       DATETIME(6)   NULL,
    CONSTRAINT live_name_once UNIQUE (live_name)
) ${table_options};
CREATE INDEX resources_due ON resources (account_id, next_action_at);
CREATE INDEX resources_by_phase ON resources (account_id, phase, id);
CREATE INDEX resources_by_name ON resources (resource_name);
CREATE INDEX resources_withheld ON resources (phase, withheld_reason);

CREATE TABLE transitions (
    account_id   BIGINT        NOT NULL,
    sequence     BIGINT        NOT NULL,
    resource_id  BIGINT        NOT NULL,
    episode      INT           NOT NULL,
    from_phase   VARCHAR(16)   NULL,
    to_phase     VARCHAR(16)   NOT NULL,
    effective_at DATETIME(6)   NOT NULL,
    recorded_at  DATETIME(6)   NOT NULL,
    reason       VARCHAR(32)   NOT NULL,
    detail       VARCHAR(1000) NULL,
    PRIMARY KEY (account_id, sequence)
) ${table_options};
CREATE INDEX transitions_of_resource ON transitions (resource_id, sequence);

CREATE TABLE extensions (
    account_id  BIGINT        NOT NULL,
    sequence    BIGINT        NOT NULL,
    resource_id BIGINT        NOT NULL,
    days        INT           NOT NULL,
    reason      VARCHAR(500)  NOT NULL,
    granted_by  VARCHAR(200)  NOT NULL,
    at          DATETIME(6)   NOT NULL,
    PRIMARY KEY (account_id, sequence)
) ${table_options};

-- release reminders of resources, for the release guard
CREATE TABLE final_notices (
    account_id  BIGINT      NOT NULL,
    resource_id BIGINT      NOT NULL,
    notice_id   BIGINT      NOT NULL,
    episode     INT         NOT NULL,
    named_at    DATETIME(6) NOT NULL,
    created_at  DATETIME(6) NOT NULL,
    PRIMARY KEY (resource_id, notice_id)
) ${table_options};

-- what became of them: one row a notice, however many resources it names
CREATE TABLE final_notice_acceptances (
    notice_id   BIGINT      NOT NULL PRIMARY KEY,
    account_id  BIGINT      NOT NULL,
    accepted_at DATETIME(6) NOT NULL
) ${table_options};

-- R13: what freezes and releases by deadline have come to in the running hour
CREATE TABLE brake (
    id            INT          NOT NULL PRIMARY KEY,
    engaged       BOOLEAN      NOT NULL,
    engaged_at    DATETIME(6)  NULL,
    window_start  DATETIME(6)  NOT NULL,
    used          BIGINT       NOT NULL,
    -- set by an operator; null: 1 % of resources in GRACE and RETENTION, or 1 000, whichever is more
    limit_per_hour BIGINT      NULL
) ${table_options};
INSERT INTO brake (id, engaged, window_start, used) VALUES (1, FALSE, '2000-01-01 00:00:00', 0);

CREATE TABLE reconciliation_findings (
    id         BIGINT        NOT NULL PRIMARY KEY,
    account_id BIGINT        NOT NULL,
    found_at   DATETIME(6)   NOT NULL,
    what       VARCHAR(32)   NOT NULL,
    detail     VARCHAR(1000) NOT NULL
) ${table_options};
