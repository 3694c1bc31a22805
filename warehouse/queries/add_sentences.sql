-- Vectors file: sentences of articles in tracked stories.
INSERT INTO store.sentences BY NAME
SELECT DISTINCT ON (article_id, version, "index") incoming.*
FROM incoming ANTI JOIN store.sentences AS known USING (article_id, version, "index")
