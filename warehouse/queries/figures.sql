-- Figures of these stories, each under the present story of its article, in the order told.
SELECT figures.* EXCLUDE (told_at), figures.told_at AS "at", memberships.story_id
FROM store.figures AS figures JOIN store.memberships AS memberships USING (article_id)
WHERE memberships.story_id IN (FROM story_ids)
ORDER BY figures.told_at, figures.article_id, figures.rowid
