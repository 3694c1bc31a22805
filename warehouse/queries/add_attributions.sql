-- Attributions not yet recorded.
INSERT INTO store.attributions BY NAME
SELECT DISTINCT ON (article_id, source, sentence) incoming.*
FROM incoming ANTI JOIN store.attributions AS known USING (article_id, source, sentence)
