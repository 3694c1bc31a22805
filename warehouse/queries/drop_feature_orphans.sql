-- Vectors file: forget the features of articles whose load never committed.
DELETE FROM store.features WHERE article_id IN (SELECT article_id FROM incoming)
