-- Vectors file: delete the vectors of these articles.
DELETE FROM store.vectors WHERE article_id IN (SELECT article_id FROM incoming)
