-- The digest of every known entry of these feeds, by entry id.
SELECT id, any_value(digest ORDER BY first_seen_at DESC) AS digest
FROM store.entries
WHERE feed_id IN (FROM feed_ids)
GROUP BY id
