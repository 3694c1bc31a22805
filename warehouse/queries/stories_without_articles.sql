-- Those of these stories that have no article.
SELECT id FROM store.stories WHERE id IN (FROM touched) AND n_articles = 0
