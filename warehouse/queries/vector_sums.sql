-- How many vectors of a model there are, and a sum that every change of their articles changes.
SELECT count(*) AS n, coalesce(sum(hash(article_id)::HUGEINT), 0)::VARCHAR AS keys
FROM store.vectors
WHERE model = $model AND sha256 = $sha256
