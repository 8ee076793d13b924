-- When an account's resources wake is to be worked out anew: a policy, or what became of a final notice, has changed since. The sweep
-- does it, in portions where they are many; until then the account stays due.
ALTER TABLE accounts ADD COLUMN reschedule BOOLEAN NOT NULL DEFAULT FALSE;
