-- an invited user whose address is with another account has the account's id before it here: unique in the account, and in nobody's way
ALTER TABLE portal_users MODIFY COLUMN email_key VARCHAR(280) NOT NULL;
