-- What a part holds.
SELECT * EXCLUDE (part_at, row)
FROM published_noun
WHERE row IN (SELECT row FROM sealing)
ORDER BY part_at, row
