-- How events are put into a webhook's body: signed events, or what a chat robot takes
ALTER TABLE webhooks ADD COLUMN format VARCHAR(16) DEFAULT 'STANDARD' NOT NULL;
