-- Delete settled entries first seen before a time, but for those that their feed may still show
-- (`known_digests`): they would come back as new ones. Their outcomes stay.
WITH room AS (
    SELECT feed_id, greatest(500, 4 * max(items)) AS most FROM store.polls GROUP BY feed_id
),
ranked AS (
    SELECT
        entries.rowid AS row, entries.id, entries.first_seen_at,
        row_number() OVER (
            PARTITION BY entries.feed_id ORDER BY entries.first_seen_at DESC, entries.id
        ) > coalesce(room.most, 500) AS unseen
    FROM store.entries AS entries LEFT JOIN room ON room.feed_id = entries.feed_id
)
DELETE FROM store.entries
WHERE rowid IN (
    SELECT row
    FROM ranked
    WHERE unseen AND first_seen_at < $before
        AND id IN (SELECT entry_id FROM store.outcomes WHERE retry_at IS NULL)
)
RETURNING 'entries' AS noun, entries.first_seen_at AS part_at
