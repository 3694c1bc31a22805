-- Articles as they now read. The key tells every change: an edit has another version and digest, an
-- article whose text was let go another source.
SELECT
    articles.* EXCLUDE (digest), told_at AS part_at, rowid AS row,
    hash(id, version, digest, first_seen_at, told_at, external_id, source) AS row_key
FROM store.articles AS articles
