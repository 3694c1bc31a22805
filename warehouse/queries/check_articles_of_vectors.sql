-- Vectors file: vectors, features and sentences of articles that the main file does not have.
SELECT article_id AS subject FROM store.vectors ANTI JOIN incoming USING (article_id)
UNION
SELECT article_id FROM store.features ANTI JOIN incoming USING (article_id)
UNION
SELECT article_id FROM store.sentences ANTI JOIN incoming USING (article_id)
ORDER BY subject
