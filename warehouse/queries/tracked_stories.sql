-- Stories that an active track follows, each the one that its story was merged into.
WITH followed AS (
    SELECT story_id FROM store.tracks WHERE active AND story_id <> ''
    UNION
    SELECT follows.story_id
    FROM store.follows AS follows JOIN store.tracks AS tracks ON tracks.id = follows.track_id
    WHERE tracks.active
)
SELECT stories.*
FROM store.stories AS stories
WHERE stories.id IN (
    SELECT coalesce(heirs.heir, followed.story_id)
    FROM followed LEFT JOIN store.heirs AS heirs ON heirs.id = followed.story_id
)
ORDER BY stories.id
