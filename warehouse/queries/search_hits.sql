-- What is shown of these articles, with their stories.
SELECT
    articles.id AS article_id, coalesce(memberships.story_id, '') AS story_id, articles.title,
    articles.outlet, articles.lang, articles.url, articles.told_at AS at,
    CASE WHEN articles.text = '' THEN articles.summary ELSE articles.text END AS text
FROM store.articles AS articles
LEFT JOIN store.memberships AS memberships ON memberships.article_id = articles.id
WHERE articles.rowid IN (SELECT rowid FROM store.articles WHERE id IN (FROM ids))
