-- whether the reminders that were scheduled before a version was added have been looked at again
ALTER TABLE policies ADD COLUMN followed_up BOOLEAN NOT NULL DEFAULT TRUE;
