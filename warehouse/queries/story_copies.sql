-- Which articles of these stories are copies of which.
SELECT copies.*
FROM store.copies AS copies JOIN store.memberships AS memberships USING (article_id)
WHERE memberships.story_id IN (FROM story_ids)
ORDER BY copies.article_id
