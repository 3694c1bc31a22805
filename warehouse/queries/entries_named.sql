-- These entries, one feed's telling of each.
SELECT DISTINCT ON (entries.id) entries.*
FROM store.entries AS entries
WHERE entries.id IN (FROM ids)
ORDER BY entries.id, entries.first_seen_at, entries.feed_id
