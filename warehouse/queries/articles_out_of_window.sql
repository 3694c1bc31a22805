-- Articles that have left the window for good, told before a time.
SELECT places.article_id
FROM store.places AS places JOIN store.articles AS articles ON articles.id = places.article_id
WHERE NOT places.held AND articles.told_at < $before
