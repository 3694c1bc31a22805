-- The merges that the statement before has found.
INSERT INTO store.story_changes BY NAME
SELECT
    stories.last_at AS changed_at, 'merged' AS kind, stories.id AS story_id,
    stories.merged_into AS other_id, 'all of its articles moved there' AS reason, 0.0 AS score
FROM store.stories AS stories
WHERE stories.n_articles = 0 AND stories.merged_into <> '' AND NOT EXISTS (
    FROM store.story_changes AS changes
    WHERE changes.kind = 'merged' AND changes.story_id = stories.id
)
