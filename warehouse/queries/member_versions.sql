-- Articles of these stories with their current version and language, in the order told.
SELECT memberships.story_id, articles.id AS article_id, articles.version, articles.lang
FROM store.memberships AS memberships JOIN store.articles AS articles ON articles.id = memberships.article_id
WHERE memberships.story_id IN (FROM story_ids)
ORDER BY articles.told_at, articles.id
