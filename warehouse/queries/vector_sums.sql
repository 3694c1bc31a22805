-- How many vectors of a model there are, and the sum of their articles' keys.
SELECT count(*) AS n, coalesce(sum(md5_number_lower(article_id)), 0)::VARCHAR AS keys
FROM store.vectors
WHERE model = $model AND sha256 = $sha256
