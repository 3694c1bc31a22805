-- Developments not yet told, numbered on, those of the past 0: one row per story and fact.
INSERT INTO store.developments BY NAME
SELECT DISTINCT ON (id, story_id)
    incoming.* REPLACE (
        if(
            incoming.seq = 0, 0,
            (SELECT coalesce(max(seq), 0) FROM store.developments) + incoming.seq
        ) AS seq
    )
FROM incoming ANTI JOIN store.developments AS known USING (id, story_id)
ORDER BY id, story_id, incoming.seq
