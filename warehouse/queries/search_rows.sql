-- Second (cut, not rounded), outlet and language of these articles.
SELECT id, epoch_us(told_at) // 1_000_000 AS at, outlet, lang
FROM store.articles
WHERE id IN (FROM ids)
