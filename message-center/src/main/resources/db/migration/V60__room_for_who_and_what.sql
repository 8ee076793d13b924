-- Who did it is a name of up to 100 characters with an email address of up to 254; what changed is up to twenty names
ALTER TABLE contact_revisions MODIFY COLUMN actor VARCHAR(400) NOT NULL;
ALTER TABLE contact_revisions MODIFY COLUMN detail VARCHAR(4000) NOT NULL;
ALTER TABLE deliveries MODIFY COLUMN dismissed_by VARCHAR(400);
