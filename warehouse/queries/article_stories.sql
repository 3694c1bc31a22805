-- Which story each of these articles belongs to.
SELECT article_id, story_id FROM store.memberships WHERE article_id IN (FROM ids)
