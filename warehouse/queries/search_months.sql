-- Months in which articles were told, each with how many and a sum that every change of them changes.
SELECT
    date_trunc('month', told_at)::TIMESTAMP AS month, count(*) AS n,
    sum(hash(id, version, source = 'dropped')::HUGEINT)::VARCHAR AS keys
FROM store.articles
GROUP BY 1
ORDER BY 1
