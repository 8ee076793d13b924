-- what there is to say of a deed besides, as the key of words that are the reader's; null: as it was written
ALTER TABLE portal_audit ADD COLUMN detail_key VARCHAR(64) NULL;
