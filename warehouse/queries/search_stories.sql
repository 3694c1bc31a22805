-- Which story each article belongs to.
SELECT article_id, story_id
FROM store.memberships
