-- Earlier wordings.
SELECT
    versions.* EXCLUDE (digest), first_seen_at AS part_at, rowid AS row,
    hash(id, version, digest, first_seen_at, source) AS row_key
FROM store.versions AS versions
