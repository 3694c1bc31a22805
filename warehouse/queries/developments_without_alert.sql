-- Developments of a story since a time that a track has no alert for, in the order told.
SELECT told.* EXCLUDE (row, cycle_id, told_at), told.told_at AS "at"
FROM (
    SELECT
        developments.* REPLACE (coalesce(heirs.heir, developments.story_id) AS story_id),
        developments.rowid AS row
    FROM store.developments AS developments
    LEFT JOIN store.heirs AS heirs ON heirs.id = developments.story_id
) AS told
WHERE told.story_id = $story_id AND told.told_at >= $since
    AND NOT EXISTS (
        FROM store.alerts AS alerts
        WHERE alerts.track_id = $track_id AND alerts.development_id = told.id
    )
QUALIFY row_number() OVER (PARTITION BY told.id, told.story_id ORDER BY told.told_at, told.row) = 1
ORDER BY told.told_at, told.id
