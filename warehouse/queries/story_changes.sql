-- Merges and splits that a story took part in, oldest first.
SELECT * FROM store.story_changes WHERE story_id = $id OR other_id = $id ORDER BY changed_at, rowid
