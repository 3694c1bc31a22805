-- Vectors file: forget these articles' features.
DELETE FROM store.features WHERE article_id IN (SELECT article_id FROM incoming)
