-- The digest of each entry that these feeds may still show, by entry id; of one that several feeds
-- tell, that of the feed that told it first, whose changes count. A feed may show its latest 500, or
-- four times as many as its largest document had; an older one that it shows again is known to `load`.
WITH room AS (
    SELECT feed_id, greatest(500, 4 * max(items)) AS most
    FROM store.polls
    WHERE feed_id IN (FROM feed_ids)
    GROUP BY feed_id
),
told AS (
    SELECT entries.id, entries.feed_id, entries.digest, entries.first_seen_at
    FROM store.entries AS entries
    LEFT JOIN room ON room.feed_id = entries.feed_id
    WHERE entries.feed_id IN (FROM feed_ids)
    QUALIFY row_number() OVER (
        PARTITION BY entries.feed_id ORDER BY entries.first_seen_at DESC, entries.id
    ) <= coalesce(room.most, 500)
)
SELECT id, any_value(digest ORDER BY first_seen_at, feed_id) AS digest
FROM told
GROUP BY id
