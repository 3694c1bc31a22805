-- Months of the rows that are in no part, with how many each has, the oldest first. Rows of which an
-- equal one lies in a part, listed as gone, stay loose: they would be taken for gone too.
SELECT CASE WHEN isfinite(part_at) THEN strftime(part_at, '%Y-%m') ELSE '' END AS month, count(*) AS n
FROM loose
WHERE row_key NOT IN (SELECT row_key FROM gone WHERE noun = $noun)
GROUP BY 1
ORDER BY 1
