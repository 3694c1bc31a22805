-- Living stories told since a time of which one outlet alone tells, the most told first.
SELECT stories.id, stories.title, stories.last_at, stories.n_articles, min(articles.outlet) AS outlet
FROM store.stories AS stories
JOIN store.memberships AS memberships ON memberships.story_id = stories.id
JOIN store.articles AS articles ON articles.id = memberships.article_id
WHERE stories.merged_into = '' AND stories.last_at >= $since
GROUP BY stories.id, stories.title, stories.last_at, stories.n_articles
HAVING count(DISTINCT articles.outlet) = 1
ORDER BY stories.n_articles DESC, stories.last_at DESC, stories.id
LIMIT $most
