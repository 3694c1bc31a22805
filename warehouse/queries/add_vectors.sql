-- Vectors file: embeddings of new articles.
INSERT INTO store.vectors BY NAME SELECT DISTINCT ON (article_id) incoming.* FROM incoming
