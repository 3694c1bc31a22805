-- Developments of a story since a time that a track has no alert for, in the order told.
SELECT
    developments.* EXCLUDE (told_at, story_id, cycle_id),
    developments.told_at AS "at",
    coalesce(memberships.story_id, developments.story_id) AS story_id
FROM store.developments AS developments
LEFT JOIN store.memberships AS memberships USING (article_id)
WHERE coalesce(memberships.story_id, developments.story_id) = $story_id
    AND developments.told_at >= $since
    AND NOT EXISTS (
        FROM store.alerts AS alerts
        WHERE alerts.track_id = $track_id AND alerts.development_id = developments.id
    )
ORDER BY developments.told_at, developments.id
