-- What active tracks follow, each story the one that it was merged into.
WITH RECURSIVE heirs AS (
    SELECT id, id AS heir FROM store.stories WHERE merged_into = ''
    UNION ALL
    SELECT stories.id, heirs.heir
    FROM store.stories AS stories JOIN heirs ON stories.merged_into = heirs.id
)
SELECT DISTINCT ON (follows.track_id, story_id)
    follows.* REPLACE (coalesce(heirs.heir, follows.story_id) AS story_id)
FROM store.follows AS follows
JOIN store.tracks AS tracks ON tracks.id = follows.track_id AND tracks.active
LEFT JOIN heirs ON heirs.id = follows.story_id
ORDER BY follows.track_id, story_id, follows.since
