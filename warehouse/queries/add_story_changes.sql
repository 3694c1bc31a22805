-- Merges and splits not yet recorded.
INSERT INTO store.story_changes BY NAME
SELECT DISTINCT incoming.*
FROM incoming ANTI JOIN store.story_changes AS known USING (changed_at, kind, story_id, other_id)
