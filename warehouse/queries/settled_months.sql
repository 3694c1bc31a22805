-- Months of a noun's settled rows, each with how many and the sum of their keys. Counting by the number
-- of the month takes a seventh of what counting by its text does.
SELECT printf('%04d-%02d', (month - 1) // 12, (month - 1) % 12 + 1) AS period, n, keys
FROM (
    SELECT
        year(part_at) * 12 + month(part_at) AS month, count(*) AS n,
        sum(row_key::HUGEINT)::VARCHAR AS keys
    FROM published_noun
    WHERE part_at < $open_from AND part_at > '-infinity'
    GROUP BY 1
)
