-- Days of a noun's other rows, each with how many and the sum of their keys; '' without a time.
SELECT coalesce(day::VARCHAR, '') AS period, n, keys
FROM (
    SELECT
        CASE WHEN isfinite(part_at) THEN part_at::DATE END AS day, count(*) AS n,
        sum(row_key::HUGEINT)::VARCHAR AS keys
    FROM (
        SELECT part_at, row_key FROM published_noun WHERE part_at >= $open_from
        UNION ALL
        SELECT part_at, row_key FROM published_noun WHERE part_at IS NULL
        UNION ALL
        SELECT part_at, row_key FROM published_noun WHERE part_at = '-infinity'
    )
    GROUP BY 1
)
