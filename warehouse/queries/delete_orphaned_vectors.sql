-- Vectors file: delete vectors of articles that were never loaded.
DELETE FROM store.vectors WHERE article_id NOT IN (SELECT article_id FROM incoming)
