-- The highest migration applied; 0 for a new file.
SELECT coalesce(max(number), 0) FROM store.schema_version
