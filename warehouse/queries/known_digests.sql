-- The digest of every known entry of these feeds, by entry id; of one that several feeds tell, that
-- of the feed that told it first, whose changes count.
SELECT id, any_value(digest ORDER BY first_seen_at, feed_id) AS digest
FROM store.entries
WHERE feed_id IN (FROM feed_ids)
GROUP BY id
