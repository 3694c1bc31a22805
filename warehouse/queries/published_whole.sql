-- How many rows a noun has that is published whole, and the sum of their hashes.
SELECT '' AS month, count(*) AS n, coalesce(sum(hash(rows)::HUGEINT), 0)::VARCHAR AS keys
FROM published_noun AS rows
