-- Merges and splits.
SELECT *, changed_at AS part_at, rowid AS row, hash(story_changes) AS row_key
FROM store.story_changes AS story_changes
