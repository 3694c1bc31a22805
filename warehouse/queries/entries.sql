-- The entries with these ids; of one that several feeds have, the row of the first.
SELECT DISTINCT ON (entries.id) entries.*
FROM store.entries AS entries
WHERE entries.id IN (FROM ids)
ORDER BY entries.id, entries.first_seen_at, entries.feed_id
