-- How many rows are in no part, and the sum of their keys.
SELECT count(*) AS n, coalesce(sum(row_key::HUGEINT), 0)::VARCHAR AS keys FROM loose
