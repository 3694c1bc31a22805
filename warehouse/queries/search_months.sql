-- Months in which articles were told, each with how many and the sum of their keys.
SELECT
    date_trunc('month', told_at)::TIMESTAMP AS month, count(*) AS n,
    sum(md5_number_lower(id || ':' || version))::VARCHAR AS keys
FROM store.articles
GROUP BY 1
ORDER BY 1
