-- What became of entries.
SELECT outcomes.* EXCLUDE (digest), tried_at AS part_at, rowid AS row, hash(outcomes) AS row_key
FROM store.outcomes AS outcomes
