-- Links and codes that nobody used in time are cleared by their age
CREATE INDEX verifications_by_age ON verifications (expires_at);
