-- The ids of all articles.
SELECT id AS article_id FROM store.articles
