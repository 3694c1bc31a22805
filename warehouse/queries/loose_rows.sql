-- The rows that are in no part: those that the last copy held, and new ones.
SELECT * FROM held WHERE row_key IN (SELECT row_key FROM loose WHERE row IS NULL)
UNION ALL BY NAME
SELECT * EXCLUDE (row) FROM published_noun WHERE row IN (SELECT row FROM loose)
