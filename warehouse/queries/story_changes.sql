-- Merges and splits that a story took part in.
SELECT changed_at AS "at", * EXCLUDE (changed_at)
FROM store.story_changes WHERE story_id = $id OR other_id = $id ORDER BY changed_at
