-- How tracks came to follow a living story: since when, why, and by which article; oldest first.
WITH RECURSIVE parts AS (
    SELECT $story_id AS id
    UNION ALL
    SELECT stories.id
    FROM store.stories AS stories JOIN parts ON stories.merged_into = parts.id
)
SELECT track_id, since, reason AS why, article_id
FROM store.follows
WHERE story_id IN (FROM parts)
ORDER BY since
