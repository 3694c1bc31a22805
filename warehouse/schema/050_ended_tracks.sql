-- When a track was ended for good; NULL: it is active, or became another. A cycle under way knows it
-- as it was.
ALTER TABLE store.tracks ADD COLUMN ended_at TIMESTAMP
