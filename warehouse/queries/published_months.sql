-- Months of a published noun's rows, each with how many and the sum of their keys.
SELECT
    coalesce(strftime(part_at, '%Y-%m'), '') AS month, count(*) AS n,
    sum(row_key::HUGEINT)::VARCHAR AS keys
FROM published_noun
GROUP BY 1
