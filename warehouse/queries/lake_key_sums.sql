-- How many rows the lake shows of each noun and month, and the sum of their keys.
SELECT noun, month, count(*) AS n, sum(row_key::HUGEINT)::VARCHAR AS keys
FROM account.keys
GROUP BY noun, month
