-- What a part holds: rows that the last copy held, and new ones.
SELECT *
FROM (
    SELECT * FROM held WHERE row_key IN (SELECT row_key FROM sealing WHERE row IS NULL)
    UNION ALL BY NAME
    SELECT * EXCLUDE (row) FROM published_noun WHERE row IN (SELECT row FROM sealing)
)
ORDER BY part_at, row_key
