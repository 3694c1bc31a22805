-- When and by whom each of these stories was told, in the order told; all of it between two times.
SELECT
    memberships.story_id AS id, list(articles.told_at ORDER BY articles.told_at, places.seq) AS times,
    list(articles.outlet ORDER BY articles.told_at, places.seq) AS outlets
FROM store.memberships AS memberships
JOIN store.articles AS articles ON articles.id = memberships.article_id
LEFT JOIN store.places AS places ON places.article_id = articles.id
WHERE memberships.story_id IN (FROM story_ids) AND articles.told_at BETWEEN $since AND $until
GROUP BY memberships.story_id
