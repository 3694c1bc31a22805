-- One member of stories that end, beyond these articles, if there is any.
SELECT article_id
FROM store.memberships
WHERE story_id IN (FROM ended) AND article_id NOT IN (FROM ids)
LIMIT 1
