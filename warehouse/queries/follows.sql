-- What active tracks follow, each story the one that it was merged into.
SELECT DISTINCT ON (follows.track_id, story_id)
    follows.* REPLACE (coalesce(heirs.heir, follows.story_id) AS story_id)
FROM store.follows AS follows
JOIN store.tracks AS tracks ON tracks.id = follows.track_id AND tracks.active
LEFT JOIN store.heirs AS heirs ON heirs.id = follows.story_id
ORDER BY follows.track_id, story_id, follows.since
