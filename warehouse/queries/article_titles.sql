-- The current title of these articles, as far as they are known.
SELECT id, title
FROM store.articles
WHERE id IN (FROM ids)
