-- accounts whose freezes and releases wait for an operator, without reading them all
CREATE INDEX accounts_braked ON accounts (braked, clock_id, id);
