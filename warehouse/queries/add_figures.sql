-- Figures not yet in the ledger.
INSERT INTO store.figures BY NAME
SELECT DISTINCT ON (article_id, sentence, raw, counts) incoming.*
FROM incoming ANTI JOIN store.figures AS known USING (article_id, sentence, raw, counts)
