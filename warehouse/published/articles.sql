-- Articles as they now read. The key tells every change: an edit has another version and digest.
SELECT
    articles.* EXCLUDE (digest), told_at AS part_at, rowid AS row,
    hash(id, version, digest, first_seen_at, told_at, external_id) AS row_key
FROM store.articles AS articles
