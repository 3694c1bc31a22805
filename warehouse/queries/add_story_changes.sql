-- Merges and splits not yet recorded, numbered on.
INSERT INTO store.story_changes BY NAME
SELECT DISTINCT ON (changed_at, kind, story_id, other_id)
    incoming.* REPLACE (
        (SELECT coalesce(max(seq), 0) FROM store.story_changes) + incoming.seq AS seq
    )
FROM incoming ANTI JOIN store.story_changes AS known USING (changed_at, kind, story_id, other_id)
ORDER BY changed_at, kind, story_id, other_id, incoming.seq
