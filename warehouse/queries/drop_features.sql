-- Vectors file: delete the features of these articles.
DELETE FROM store.features WHERE article_id IN (SELECT article_id FROM incoming)
