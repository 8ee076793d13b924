-- What a provider reported of a message before its acceptance was stored: applied as soon as it is
CREATE TABLE early_reports (
    provider    VARCHAR(16)   NOT NULL,
    provider_id VARCHAR(100)  NOT NULL,
    delivered   BOOLEAN       NOT NULL,
    error       VARCHAR(1000) NULL,
    bad_address BOOLEAN       NOT NULL,
    received_at DATETIME(6)   NOT NULL,
    PRIMARY KEY (provider, provider_id)
) ${table_options};
CREATE INDEX early_reports_by_age ON early_reports (received_at);
