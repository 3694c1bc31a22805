-- The ordinals of newly placed articles; they are in the window.
INSERT INTO store.places BY NAME
SELECT DISTINCT ON (article_id) incoming.*
FROM incoming ANTI JOIN store.places AS known USING (article_id)
