-- when a link or code was last asked for by the wall clock: an account's test clock may stand still for ever
ALTER TABLE receivers ADD COLUMN email_asked_wall_at DATETIME(6) NULL;
ALTER TABLE receivers ADD COLUMN phone_asked_wall_at DATETIME(6) NULL;
