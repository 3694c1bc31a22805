-- Copies not yet recorded; a copy has one original.
INSERT INTO store.copies BY NAME
SELECT DISTINCT ON (article_id) incoming.*
FROM incoming ANTI JOIN store.copies AS known USING (article_id)
