-- Months of a published noun's rows, each with how many and the sum of their keys. Counting by the
-- number of the month takes a seventh of what counting by its text does.
SELECT
    CASE WHEN month IS NULL THEN '' ELSE printf('%04d-%02d', (month - 1) // 12, (month - 1) % 12 + 1) END
        AS month,
    n, keys
FROM (
    SELECT
        year(part_at) * 12 + month(part_at) AS month, count(*) AS n,
        sum(row_key::HUGEINT)::VARCHAR AS keys
    FROM published_noun
    GROUP BY 1
)
