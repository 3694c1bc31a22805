-- Articles that came into these stories after a time, as they came, each with its nearest article.
SELECT article_id, story_id, score, nearest_id, reason
FROM store.memberships
WHERE story_id IN (FROM story_ids) AND since > $since AND nearest_id <> ''
ORDER BY since, article_id
