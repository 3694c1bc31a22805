-- How many rows of a noun there are to publish, and the sum of their hashes over the columns shown.
SELECT count(*) AS n, coalesce(sum(hash(rows)::HUGEINT), 0)::VARCHAR AS keys
FROM (SELECT columns_of FROM published_noun) AS rows
