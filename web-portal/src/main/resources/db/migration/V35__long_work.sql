-- Work of operators that takes longer than a request. What it was asked and what came of it are JSON documents.
CREATE TABLE long_work (
    id         BIGINT        NOT NULL PRIMARY KEY,
    kind       VARCHAR(32)   NOT NULL,
    state      VARCHAR(16)   NOT NULL,
    started_by VARCHAR(254)  NOT NULL,
    started_at DATETIME(6)   NOT NULL,
    -- the node that does it gives a sign of life; without one it is taken to have died
    beat_at    DATETIME(6)   NOT NULL,
    ended_at   DATETIME(6)   NULL,
    done       BIGINT        NOT NULL,
    total      BIGINT        NOT NULL,
    request    MEDIUMTEXT    NOT NULL,
    result     MEDIUMTEXT    NULL,
    error      VARCHAR(1000) NULL
) ${table_options};
CREATE INDEX long_work_by_kind ON long_work (kind, id);
