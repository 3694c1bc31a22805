-- Living stories without an article, and stories whose counts or times are not those of their articles.
SELECT stories.id AS subject
FROM store.stories AS stories
LEFT JOIN store.memberships AS memberships ON memberships.story_id = stories.id
LEFT JOIN store.articles AS articles ON articles.id = memberships.article_id
LEFT JOIN store.copies AS copies ON copies.article_id = articles.id
GROUP BY
    stories.id, stories.merged_into, stories.n_articles, stories.n_copies, stories.n_outlets,
    stories.first_at, stories.last_at
HAVING stories.n_articles <> count(articles.id)
    OR stories.n_copies <> count(copies.article_id)
    OR stories.n_outlets <> count(DISTINCT articles.outlet)
    OR (count(articles.id) = 0 AND stories.merged_into = '')
    OR stories.first_at <> min(articles.told_at)
    OR stories.last_at <> max(articles.told_at)
ORDER BY stories.id
