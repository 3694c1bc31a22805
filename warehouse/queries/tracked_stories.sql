-- Stories that an active wish follows, each the one that its story was merged into.
WITH RECURSIVE heirs AS (
    SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
    UNION ALL
    SELECT stories.id, heirs.heir
    FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
)
SELECT stories.*
FROM store.stories AS stories
WHERE stories.id IN (
    SELECT coalesce(heirs.heir, tracks.story_id)
    FROM store.tracks AS tracks LEFT JOIN heirs ON heirs.id = tracks.story_id
    WHERE tracks.active AND tracks.story_id <> ''
)
ORDER BY stories.id
