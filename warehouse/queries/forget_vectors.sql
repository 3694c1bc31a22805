-- Vectors file: forget these articles' vectors.
DELETE FROM store.vectors WHERE article_id IN (SELECT article_id FROM incoming)
