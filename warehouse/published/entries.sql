-- Entries without the feed's own HTML, which no view shows.
SELECT
    entries.* EXCLUDE (content, digest), first_seen_at AS part_at, rowid AS row,
    hash(id, feed_id, digest, first_seen_at) AS row_key
FROM store.entries AS entries
