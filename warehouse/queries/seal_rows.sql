-- Mark the oldest rows of a month, to be written into a part.
CREATE OR REPLACE TEMP TABLE sealing AS
SELECT row, row_key
FROM loose
WHERE CASE WHEN isfinite(part_at) THEN strftime(part_at, '%Y-%m') ELSE '' END = $month
    AND row_key NOT IN (SELECT row_key FROM gone WHERE noun = $noun)
ORDER BY part_at, row_key
LIMIT $most
