-- Positions are given out under the lock of event_sequencer, and read by events_to_number, which begins with them.
ALTER TABLE events DROP CONSTRAINT event_position_once;
