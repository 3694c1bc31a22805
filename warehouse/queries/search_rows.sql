-- Time, outlet and language of these articles.
SELECT id, epoch(told_at)::BIGINT AS at, outlet, lang
FROM store.articles
WHERE id IN (FROM ids)
