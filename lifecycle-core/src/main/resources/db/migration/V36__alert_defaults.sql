-- B4: what the balance alert of a new account is set to, by its currency
CREATE TABLE alert_defaults (
    currency   CHAR(3)      NOT NULL PRIMARY KEY,
    enabled    BOOLEAN      NOT NULL,
    repeats    INT          NOT NULL,
    -- amounts, separated by commas
    thresholds VARCHAR(200) NOT NULL
) ${table_options};
