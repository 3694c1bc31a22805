-- All tracks, oldest first; each under the story its own was merged into.
SELECT tracks.* REPLACE (coalesce(heirs.heir, tracks.story_id) AS story_id)
FROM store.tracks AS tracks
LEFT JOIN store.heirs AS heirs ON heirs.id = tracks.story_id
WHERE tracks.active OR NOT $active_only
ORDER BY created_at, tracks.id
