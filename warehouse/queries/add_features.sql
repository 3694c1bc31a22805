-- Vectors file: features of new articles.
INSERT INTO store.features BY NAME SELECT DISTINCT ON (article_id) incoming.* FROM incoming
