-- And those that are in no part.
INSERT INTO loose
SELECT row, row_key, part_at
FROM present
WHERE row_key NOT IN (SELECT row_key FROM sealed) AND row_key NOT IN (SELECT row_key FROM loose)
