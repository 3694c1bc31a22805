-- Vectors file: delete features of articles that were never loaded.
DELETE FROM store.features WHERE article_id NOT IN (SELECT article_id FROM incoming)
