-- The current version and digest of these articles, as far as they are known.
SELECT id, version, digest
FROM store.articles
WHERE id IN (FROM ids)
