-- The same in earlier wordings.
ALTER TABLE store.versions ADD COLUMN external_id VARCHAR DEFAULT ''
