-- Ids of articles that begin so; a few are enough to say that there are several.
SELECT id FROM store.articles WHERE starts_with(id, $prefix) ORDER BY id LIMIT 10
