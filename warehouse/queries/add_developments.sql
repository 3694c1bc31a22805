-- Developments not yet told: one row per story and fact.
INSERT INTO store.developments BY NAME
SELECT DISTINCT ON (id, story_id) incoming.*
FROM incoming ANTI JOIN store.developments AS known USING (id, story_id)
