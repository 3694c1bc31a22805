-- Rows that are in no part.
CREATE OR REPLACE TEMP TABLE loose AS
SELECT row, row_key, month, part_at
FROM present
WHERE row_key NOT IN (SELECT row_key FROM sealed)
