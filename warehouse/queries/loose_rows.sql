-- The rows that are in no part.
SELECT * EXCLUDE (part_at, row) FROM published_noun WHERE row IN (SELECT row FROM loose)
