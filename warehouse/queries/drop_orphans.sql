-- Vectors file: forget what a load that never committed left for these articles.
DELETE FROM store.vectors WHERE article_id IN (SELECT article_id FROM incoming)
