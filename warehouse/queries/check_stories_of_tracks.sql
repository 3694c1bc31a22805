-- Tracks, and follows of theirs, whose story does not exist.
SELECT track_id || ' ' || story_id AS subject
FROM (
    SELECT id AS track_id, story_id FROM store.tracks WHERE story_id <> ''
    UNION
    SELECT track_id, story_id FROM store.follows
)
WHERE story_id NOT IN (SELECT id FROM store.stories)
ORDER BY subject
