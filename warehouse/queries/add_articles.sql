-- Articles not yet known.
INSERT INTO store.articles BY NAME
SELECT DISTINCT ON (id) incoming.*
FROM incoming ANTI JOIN store.articles AS known USING (id)
