-- when a run's node last said how far it is; without a word for a while it is taken to have died
ALTER TABLE job_runs ADD COLUMN beat_at DATETIME(6) NOT NULL DEFAULT '1970-01-01 00:00:00';
