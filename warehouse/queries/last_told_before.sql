-- When the last article of each of these stories was told, up to a time.
SELECT memberships.story_id AS id, max(articles.told_at) AS last_at
FROM store.memberships AS memberships
JOIN store.articles AS articles ON articles.id = memberships.article_id
WHERE memberships.story_id IN (FROM story_ids) AND articles.told_at <= $at
GROUP BY memberships.story_id
