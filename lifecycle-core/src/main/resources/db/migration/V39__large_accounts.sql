-- An account with very many resources decides first; they follow in portions (docs/adr/0006).

-- how many resources it has ever had
ALTER TABLE accounts ADD COLUMN resource_count INT NOT NULL DEFAULT 0;
-- the number of the last fact that decided over resources
ALTER TABLE accounts ADD COLUMN facts BIGINT NOT NULL DEFAULT 0;
-- up to when resources are being brought; null: none is behind
ALTER TABLE accounts ADD COLUMN backlog_until DATETIME(6) NULL;
-- the id of the last resource that has been looked at for it
ALTER TABLE accounts ADD COLUMN backlog_after BIGINT NOT NULL DEFAULT 0;
-- whether the brake held one of them back
ALTER TABLE accounts ADD COLUMN backlog_held BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE accounts SET resource_count = (SELECT COUNT(*) FROM resources WHERE resources.account_id = accounts.id);

ALTER TABLE resources ADD COLUMN facts_seen BIGINT NOT NULL DEFAULT 0;
-- in the order in which portions, and lists, go through them
CREATE INDEX resources_in_order ON resources (account_id, id);

-- what resources that are behind have to follow, in order
CREATE TABLE account_facts (
    account_id       BIGINT        NOT NULL,
    position         INT           NOT NULL,
    number           BIGINT        NOT NULL,
    at               DATETIME(6)   NOT NULL,
    commanded        BOOLEAN       NOT NULL,
    spell            INT           NULL,
    spell_started_at DATETIME(6)   NULL,
    arrears_since    DATETIME(6)   NULL,
    clock_from       DATETIME(6)   NULL,
    spells           INT           NOT NULL,
    time_zone        VARCHAR(64)   NOT NULL,
    tier             VARCHAR(32)   NULL,
    arrears          DECIMAL(19,4) NOT NULL,
    available_funds  DECIMAL(19,4) NOT NULL,
    PRIMARY KEY (account_id, position)
) ${table_options};

-- notices whose lines are still being gathered
CREATE TABLE open_notices (
    account_id   BIGINT        NOT NULL,
    notice_id    BIGINT        NOT NULL,
    stage        VARCHAR(32)   NOT NULL,
    created_at   DATETIME(6)   NOT NULL,
    cause        VARCHAR(200)  NOT NULL,
    spell        INT           NOT NULL,
    deadline     DATETIME(6)   NULL,
    facts        VARCHAR(8000) NOT NULL,
    line_count   INT           NOT NULL,
    is_current   BOOLEAN       NOT NULL,
    PRIMARY KEY (account_id, notice_id)
) ${table_options};
