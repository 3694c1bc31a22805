-- Every article there is.
SELECT id AS article_id FROM store.articles
