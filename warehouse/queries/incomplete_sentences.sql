-- Vectors file: sentences whose vectors another encoder made.
SELECT article_id, version, "index", text
FROM store.sentences
WHERE sha256 IS DISTINCT FROM $sha256
ORDER BY article_id, version, "index"
LIMIT $most
