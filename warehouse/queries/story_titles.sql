-- What these stories are called, beside the titles of their articles in the order told; one without
-- a title goes by how its text begins.
SELECT
    stories.id, stories.title AS called, articles.outlet,
    CASE WHEN articles.title = '' THEN split_part(articles.text, chr(10), 1)[:100]
        ELSE articles.title END AS title
FROM store.stories AS stories
JOIN store.memberships AS memberships ON memberships.story_id = stories.id
JOIN store.articles AS articles ON articles.id = memberships.article_id
WHERE stories.id IN (FROM ids) AND articles.rowid IN (
    SELECT rowid FROM store.articles WHERE id IN (
        SELECT article_id FROM store.memberships WHERE story_id IN (FROM ids)
    )
)
ORDER BY stories.id, articles.told_at, articles.id
