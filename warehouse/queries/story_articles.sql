-- Articles of these stories as they now read, in the order they were told.
SELECT memberships.story_id, articles.*
FROM store.memberships AS memberships JOIN store.articles AS articles ON articles.id = memberships.article_id
WHERE memberships.story_id IN (FROM story_ids)
ORDER BY articles.told_at, articles.id
