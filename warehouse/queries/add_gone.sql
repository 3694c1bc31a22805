-- Rows of parts that are no longer, or read otherwise now.
INSERT INTO gone
SELECT $noun AS noun, part, row_key
FROM sealed
WHERE row_key NOT IN (SELECT row_key FROM present)
