-- What the stories of these articles are called.
SELECT memberships.article_id, stories.id, stories.title
FROM store.memberships AS memberships
JOIN store.stories AS stories ON stories.id = memberships.story_id
WHERE memberships.article_id IN (FROM ids)
ORDER BY stories.id, memberships.article_id
