-- How many rows of each part are gone, and the sum of their keys.
SELECT part, count(*) AS n, sum(row_key::HUGEINT)::VARCHAR AS keys
FROM gone
WHERE noun = $noun
GROUP BY part
