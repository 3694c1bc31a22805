-- Vectors file: delete sentences of articles that were never loaded.
DELETE FROM store.sentences WHERE article_id NOT IN (SELECT article_id FROM incoming)
