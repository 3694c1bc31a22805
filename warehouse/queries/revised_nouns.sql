-- Whose settled rows were revised since a publishing, and the number of the last revision.
SELECT
    (SELECT coalesce(max(seq), 0) FROM store.revisions) AS last,
    coalesce(list(DISTINCT noun) FILTER (seq > $since AND (month IS NULL OR month < $open_from)), [])
        AS nouns
FROM store.revisions
