-- Developments of a living story in the order told, with those of stories that were merged into it.
WITH RECURSIVE parts AS (
    SELECT $story_id AS id
    UNION ALL
    SELECT stories.id
    FROM store.stories AS stories JOIN parts ON stories.merged_into = parts.id
)
SELECT developments.* EXCLUDE (cycle_id, told_at) REPLACE ($story_id AS story_id), told_at AS "at"
FROM store.developments AS developments
WHERE developments.story_id IN (FROM parts)
ORDER BY told_at, id, developments.rowid
