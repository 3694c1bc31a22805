-- What a story has added since a time and a wish was not told yet, in the order told.
SELECT developments.* RENAME (told_at AS "at")
FROM store.developments AS developments
WHERE story_id = $story_id
    AND told_at >= $since
    AND NOT EXISTS (
        FROM store.alerts AS alerts
        WHERE alerts.track_id = $track_id AND alerts.development_id = developments.id
    )
ORDER BY told_at, id
