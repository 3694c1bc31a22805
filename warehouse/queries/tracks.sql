-- All tracks, oldest first; each under the story its own was merged into.
WITH RECURSIVE heirs AS (
    SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
    UNION ALL
    SELECT stories.id, heirs.heir
    FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
)
SELECT tracks.* REPLACE (coalesce(heirs.heir, tracks.story_id) AS story_id)
FROM store.tracks AS tracks
LEFT JOIN heirs ON heirs.id = tracks.story_id
WHERE tracks.active OR NOT $active_only
ORDER BY created_at, tracks.id
