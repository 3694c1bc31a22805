-- Which story each article belongs to, by article.
SELECT article_id, story_id
FROM store.memberships
ORDER BY article_id
